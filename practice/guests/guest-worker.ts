import { Worker } from 'node:worker_threads'
import type { ConnectionEvent } from './network.js'
import type { WorkerCalls, WorkerInput, WorkerNews, WorkerOrder } from './worker-messages.js'

/** Starting, saving and stopping take a second on a quiet machine; one that runs two suites at once was seen to take ten. */
const patience = 60_000

interface WorkerListeners {
  onSerial: (port: number, bytes: Uint8Array) => void
  onConnection: (connection: number, event: ConnectionEvent) => void
  onCrash: (message: string, disk?: Uint8Array) => void
}

/** The emulator of one guest, in a thread of its own. */
export class GuestWorker {
  private readonly worker: Worker
  private readonly pending = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void; timer: NodeJS.Timeout }>()
  private lastId = 0
  private ended: Error | undefined

  /**
   * @param workerFile the bundle of `worker.ts`
   * @param listeners `onCrash` is called once, when the thread ends without `terminate`: with the blocks that the guest
   *   wrote, if they could be had
   */
  constructor(
    workerFile: string,
    input: WorkerInput,
    { onSerial, onConnection, onCrash }: WorkerListeners,
  ) {
    this.worker = new Worker(workerFile, { workerData: input, name: 'guest' })
    this.worker.on('message', (message: WorkerNews) => {
      switch (message.news) {
        case 'serial':
          onSerial(message.port, message.bytes)
          break
        case 'connection':
          onConnection(message.connection, message.event)
          break
        case 'crashed':
          this.end(new Error(message.message), () => onCrash(message.message, message.disk))
          break
        case 'answer':
        case 'failure':
          this.settle(message)
          break
      }
    })
    this.worker.once('error', (error) => this.end(error, () => onCrash(error.message)))
    this.worker.once('exit', (code) => this.end(new Error(`its thread ended with code ${code}`), () => onCrash(`its thread ended with code ${code}`)))
  }

  order(order: WorkerOrder): void {
    if (!this.ended) this.worker.postMessage(order)
  }

  /** @throws Error when the guest has ended, or does not answer within a minute */
  ask<Call extends keyof WorkerCalls>(call: Call): Promise<WorkerCalls[Call][1]> {
    if (this.ended) return Promise.reject(this.ended)
    const id = (this.lastId += 1)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(id)
        reject(new Error(`the guest did not answer "${call}" within ${patience / 1000} s`))
      }, patience)
      this.pending.set(id, { resolve, reject, timer })
      this.worker.postMessage({ call, id, argument: undefined })
    })
  }

  /** Takes the power away. */
  async terminate(): Promise<void> {
    this.end(new Error('the guest was switched off'), () => undefined)
    await this.worker.terminate()
  }

  private settle(message: Extract<WorkerNews, { id: number }>): void {
    const waiting = this.pending.get(message.id)
    if (!waiting) return
    this.pending.delete(message.id)
    clearTimeout(waiting.timer)
    if (message.news === 'answer') waiting.resolve(message.result as never)
    else waiting.reject(new Error(message.message))
  }

  private end(error: Error, tell: () => void): void {
    if (this.ended) return
    this.ended = error
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer)
      reject(error)
    }
    this.pending.clear()
    tell()
  }
}
