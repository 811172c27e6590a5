import { useInfiniteQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue, watchEffect } from 'vue';

/** One page of a list of the API. */
export type Page<Item> = Readonly<{ items: readonly Item[]; next?: string | undefined }>;

/** How a list is read. */
export type ListOptions = Readonly<{
  /** Reads on by itself until this many items are there; the rest comes with `more`. */
  atLeast?: number;
  /** Reads the pages again so often, in milliseconds; false: not by itself. */
  every?: MaybeRefOrGetter<number | false>;
  /** Once read it stays for a minute, whoever comes back to the window: for lists of hundreds of pages. */
  isLong?: boolean;
}>;

/** Comparing what came with what was there, field by field, takes longer with each page: minutes at 100,000 rows. */
const LONG = {
  ...{ staleTime: 60_000, refetchOnWindowFocus: false, refetchOnReconnect: false },
  structuralSharing: false,
} as const;

/**
 * A list of the API, page by page. A page may be short, even empty, while there is a next one.
 *
 * @param key what the list depends on; another key is another list
 */
export function useList<Item>(
  key: MaybeRefOrGetter<readonly unknown[]>,
  read: (cursor: string | undefined) => Promise<Page<Item>>,
  { atLeast = 1, every = false, isLong = false }: ListOptions = {},
) {
  const query = useInfiniteQuery({
    queryKey: computed(() => toValue(key)),
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
    refetchInterval: computed(() => toValue(every)),
    // A page is replaced as a whole: nobody has to watch each of its fields.
    shallow: true,
    ...(isLong && LONG),
  });
  const items = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []);
  const more = (): void => {
    if (query.hasNextPage.value && !query.isFetchingNextPage.value) void query.fetchNextPage();
  };
  watchEffect(() => {
    if (items.value.length < atLeast && !query.isError.value) more();
  });
  const { isPending, isError, error, hasNextPage, isFetchingNextPage, refetch } = query;
  return { items, isPending, isError, error, hasNextPage, isFetchingNextPage, refetch, more };
}
