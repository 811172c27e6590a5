import { useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api, ask } from './client.ts';
import { useList } from './pages.ts';

const pathOf = (eventId: string) => ({ params: { path: { eventId } } });

/** Filters and sums work on all events: they are read page by page up to this many, the newest first. */
const ALL = 5_000;

/** The events that whoever is signed in reaches. */
export const useEvents = () =>
  useList(
    ['events'],
    (cursor) =>
      ask(api.GET('/v1/events', { params: { query: { limit: 200, ...(cursor && { cursor }) } } })),
    { atLeast: ALL, every: 20_000 },
  );

/** One event. */
export const useEvent = (eventId: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['event', toValue(eventId)]),
    queryFn: () => ask(api.GET('/v1/events/{eventId}', pathOf(toValue(eventId)))),
    refetchInterval: 15_000,
  });

/** The numbers of an event, counted anew while somebody looks. */
export const useStats = (eventId: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['stats', toValue(eventId)]),
    queryFn: () => ask(api.GET('/v1/events/{eventId}/stats', pathOf(toValue(eventId)))),
    refetchInterval: 10_000,
  });

/** When the answers of an event came. */
export const useAnswerTimes = (eventId: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['answer-times', toValue(eventId)]),
    queryFn: () => ask(api.GET('/v1/events/{eventId}/answer-times', pathOf(toValue(eventId)))),
    refetchInterval: 30_000,
  });
