import { Worker } from 'node:worker_threads'
import { readYaml, type YamlReading } from './yaml'

/** So much is read within a frame or two. For more, a thread is worth the twentieth of a second until it runs. */
const LONG_CHARACTERS = 20_000

export type ReadYaml = (text: string) => Promise<YamlReading>

/** Reads a long text in a thread of its own: a pasted megabyte takes a second or two, and nothing else waits for it. `program` is yaml-thread, built. Rejects where the thread fails. */
export function readYamlElsewhere(program: string): ReadYaml {
  return (text) =>
    text.length < LONG_CHARACTERS
      ? readYaml(text)
      : new Promise((resolve, reject) => {
          const thread = new Worker(program, { workerData: text })
          thread.once('message', resolve)
          thread.once('error', reject)
          thread.once('exit', (code) => reject(new Error(`the thread that reads YAML ended with ${code} before its answer`)))
        })
}
