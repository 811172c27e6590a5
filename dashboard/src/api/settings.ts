import { useQuery } from '@tanstack/vue-query';
import { api, ask } from './client.ts';

/** What this installation is set to. */
export const useSettings = () =>
  useQuery({
    queryKey: ['settings'],
    queryFn: () => ask(api.GET('/v1/settings')),
    staleTime: 60_000,
  });
