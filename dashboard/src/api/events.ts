import { useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api, ask } from './client.ts';

const pathOf = (eventId: string) => ({ params: { path: { eventId } } });

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
