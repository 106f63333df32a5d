import type { MessagePort, Worker } from 'node:worker_threads'
import type { Answer, FilesChanged, QuestionName, Questions } from './protocol'

type Channel = Worker | MessagePort

export interface IndexClient {
  ask<K extends QuestionName>(name: K, ...input: undefined extends Questions[K]['input'] ? [] : [Questions[K]['input']]): Promise<Questions[K]['answer']>
  onChanged(listener: (change: FilesChanged) => void): void
  /** Rejects what still waits for an answer. */
  fail(reason: Error): void
}

/** Asks the thread of the index, whatever it is reached through. */
export function createIndexClient(channel: Channel): IndexClient {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let listener: (change: FilesChanged) => void = () => {}
  let failed: Error | null = null
  let last = 0

  const fail = (reason: Error): void => {
    failed = reason
    for (const { reject } of waiting.values()) reject(reason)
    waiting.clear()
  }

  channel.on('message', (message: Answer | FilesChanged) => {
    if (!('id' in message)) return listener(message)
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if ('failure' in message) asked?.reject(new Error(message.failure))
    else asked?.resolve(message.value as never)
  })

  return {
    ask(name, ...[input]) {
      return new Promise((resolve, reject) => {
        if (failed) return reject(failed)
        last += 1
        waiting.set(last, { resolve: resolve, reject })
        channel.postMessage({ id: last, name, input })
      })
    },
    onChanged(next) {
      listener = next
    },
    fail,
  }
}
