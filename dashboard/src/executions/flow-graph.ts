import dagre from '@dagrejs/dagre';

/** A state of a workflow, as far as its picture needs it (Amazon States Language). */
export type State = Readonly<{
  Type: string;
  Comment?: string;
  Next?: string;
  Default?: string;
  Choices?: readonly Readonly<{ Next: string; Condition?: string }>[];
  Catch?: readonly Readonly<{ Next: string }>[];
  ItemProcessor?: Flow;
}>;

/** States and where they start. */
export type Flow = Readonly<{ StartAt: string; States: Readonly<Record<string, State>> }>;

/** A state at its place; the place is its middle. */
export type Node = Readonly<{
  name: string;
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
}>;

/** A way from one state to another: the points of its line. `isCatch`: after an error. */
export type Edge = Readonly<{ from: string; to: string; points: string; isCatch: boolean }>;

/** A workflow as a drawing. */
export type Drawing = Readonly<{
  nodes: readonly Node[];
  edges: readonly Edge[];
  width: number;
  height: number;
}>;

const HEIGHT = 38;
/** Pixels of a letter at 13 px, on the average. */
const LETTER = 7.4;

function exitsOf({
  Next,
  Default,
  Choices = [],
  Catch = [],
}: State): readonly (readonly [string, boolean])[] {
  const usual = [...Choices.map((choice) => choice.Next), Default, Next];
  const onward = usual.filter((name) => name !== undefined).map((name) => [name, false] as const);
  return [...onward, ...Catch.map((each) => [each.Next, true] as const)];
}

/** Draws a workflow from top to bottom; what a Map does with each item stands beside as a flow of its own. */
export function draw(flow: Flow): Drawing {
  const graph = new dagre.graphlib.Graph({ multigraph: false });
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 34, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  const types = new Map<string, string>();
  const catches = new Set<string>();
  const add = ({ States }: Flow): void => {
    for (const [name, state] of Object.entries(States)) {
      types.set(name, state.Type);
      graph.setNode(name, { width: Math.max(90, name.length * LETTER + 34), height: HEIGHT });
      for (const [to, isCatch] of exitsOf(state)) {
        graph.setEdge(name, to);
        if (isCatch) catches.add(`${name}\0${to}`);
      }
      if (state.ItemProcessor) {
        add(state.ItemProcessor);
        graph.setEdge(name, state.ItemProcessor.StartAt);
      }
    }
  };
  add(flow);
  dagre.layout(graph);
  const nodes = graph.nodes().map((name: string) => {
    const { x, y, width, height } = graph.node(name) as Node;
    return { name, type: types.get(name) ?? '', x, y, width, height };
  });
  const edges = graph.edges().map(({ v: from, w: to }: { v: string; w: string }) => {
    const { points = [] } = graph.edge(from, to) as { points?: { x: number; y: number }[] };
    const line = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');
    return { from, to, points: line, isCatch: catches.has(`${from}\0${to}`) };
  });
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return { nodes, edges, width, height };
}
