import { Worker } from 'node:worker_threads'
import type { Log } from '../log'
import { createIndexClient, type IndexClient } from './indexing/client'
import type { IndexerOptions } from './indexing/protocol'

/** Writing the index takes a second for 10,000 notes; what is not written is read again from the notes. */
const CLOSE_WITHIN_MS = 3_000

/** Runs the index in a thread of its own: reading 10,000 notes takes a second in which the window must not stand still. */
export function startIndex(program: string, options: IndexerOptions, log: Log): { client: IndexClient; end(): Promise<void> } {
  const worker = new Worker(program, { workerData: options })
  worker.unref()
  const client = createIndexClient(worker)
  worker.on('error', (error) => log.incident(error, 'notes index'))
  worker.on('exit', () => client.fail(new Error('the index of the notes has ended')))
  return {
    client,
    async end() {
      const late = new Promise((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS))
      await Promise.race([client.ask('close').catch(() => {}), late])
      await worker.terminate()
    },
  }
}
