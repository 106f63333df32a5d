import { z } from 'zod'
import type { ClusterChange, ClusterStatus, OtherKind, TableView } from '../cluster/model'
import { call, news, stream } from './define'

const identifier = z.string().max(512)

/** More open projects and kinds than this do not fit into a tree that anybody reads. */
const MAX_SCOPES = 2_000

export const cluster = {
  calls: {
    status: call(z.undefined()).returns<ClusterStatus>(),
    /** Reconnects now instead of at the end of the back-off. */
    retry: call(z.undefined()).returns<void>(),
    /** What is on the screen, by kind and namespace ('' for the whole cluster), beyond the kinds that are always watched. Replaces what it said before. */
    look: call(z.array(z.object({ kind: identifier, namespace: identifier })).max(MAX_SCOPES)).returns<void>(),
    /** The listable kinds that the tree has no rows for; none while nobody is logged in. */
    otherKinds: call(z.undefined()).returns<OtherKind[]>(),
  },
  news: {
    statusChanged: news<ClusterStatus>(),
    /** `otherKinds` would answer something else now. */
    kindsChanged: news<undefined>(),
  },
  streams: {
    /** Every known object as `reset` changes, then changes in the order in which they were folded in main. */
    watch: stream(z.undefined(), z.never()).carries<ClusterChange[]>(),
    /** One of `otherKinds` as the server prints it, again whenever it changes. `namespace` is '' for the whole cluster. */
    table: stream(z.object({ group: identifier, version: identifier, plural: identifier, namespace: identifier }), z.never()).carries<TableView>(),
  },
}
