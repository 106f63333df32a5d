import { parentPort, workerData } from 'node:worker_threads'
import { serveIndex } from './indexer'
import type { IndexerOptions } from './protocol'

if (parentPort) serveIndex(parentPort, workerData as IndexerOptions)
