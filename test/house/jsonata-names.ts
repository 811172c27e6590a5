import jsonata from 'jsonata';

/** The parts of an expression's tree that a walk needs; `ast()` is typed looser than it is. */
type Node = Readonly<{
  type: string;
  value?: unknown;
  steps?: readonly Node[];
  procedure?: Node;
  arguments?: readonly Node[];
  body?: Node;
}>;

/** What an expression reaches for. */
export type Names = Readonly<{
  /** Variables, without `$`; `$` itself is the empty text. */
  variables: ReadonlySet<string>;
  /** Fields that no variable leads to: Step Functions has no context, so they are always missing. */
  loose: ReadonlySet<string>;
}>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value;

const childrenOf = (node: Node): readonly Node[] =>
  Object.values(node)
    .flatMap((value: unknown) => (Array.isArray(value) ? value.flat() : [value]))
    .filter(isNode);

/** The names in a JSONata expression. @throws when it is none */
export function namesIn(expression: string): Names {
  const names = { variables: new Set<string>(), loose: new Set<string>() };
  const walk = (node: Node, hasContext: boolean, bound: ReadonlySet<string>): void => {
    const { type, value, steps, procedure, arguments: parameters } = node;
    if (type === 'variable' && !bound.has(String(value))) names.variables.add(String(value));
    if (type === 'name' && !hasContext) names.loose.add(String(value));
    if (steps) {
      steps.forEach((step, index) => {
        walk(step, hasContext || index > 0, bound);
      });
    } else if (type === 'lambda' && node.body) {
      walk(
        node.body,
        hasContext,
        new Set([...bound, ...(parameters ?? []).map((p) => String(p.value))]),
      );
    } else if (type === 'function' && procedure?.type === 'variable') {
      // What it calls is a function of JSONata, which stands without being assigned.
      for (const parameter of parameters ?? []) walk(parameter, hasContext, bound);
    } else {
      // What stands in a filter is looked up in what it filters.
      for (const child of childrenOf(node)) walk(child, hasContext || type === 'filter', bound);
    }
  };
  walk(jsonata(expression).ast() as unknown as Node, false, new Set());
  return names;
}

/** Every `{% … %}` in a value, without its marks. */
export function expressionsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    return /^\{%[\s\S]*%\}$/.test(value) ? [value.slice(2, -2).trim()] : [];
  }
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(expressionsIn)
    : [];
}
