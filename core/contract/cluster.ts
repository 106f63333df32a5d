import { z } from 'zod'
import type { ClusterChange, ClusterStatus } from '../cluster/model'
import { call, news, stream } from './define'

export const cluster = {
  calls: {
    status: call(z.undefined()).returns<ClusterStatus>(),
    /** Reconnects now instead of at the end of the back-off. */
    retry: call(z.undefined()).returns<void>(),
  },
  news: { statusChanged: news<ClusterStatus>() },
  streams: {
    /** Every known object as `reset` changes, then changes in the order in which they were folded in main. */
    watch: stream(z.undefined(), z.never()).carries<ClusterChange[]>(),
  },
}
