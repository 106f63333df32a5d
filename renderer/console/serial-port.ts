import type { AppError, MachineRef, SerialSize } from '../../core/contract'
import { openStream } from '../border'
import type { SerialScreen } from './serial-screen'

export interface SerialPort {
  send(bytes: Uint8Array<ArrayBuffer>): void
  close(): void
}

interface SerialPortEvents {
  connected(connection: string): void
  ended(error: AppError): void
  heard(bytes: Uint8Array): void
  /** The guest's shell knows this size now. */
  sizeTold(size: SerialSize): void
}

/** Joins a serial console to its terminal. What the terminal has not drawn yet, main does not read: a flood stays a picture. */
export function openSerialPort(machine: MachineRef, screen: SerialScreen, events: SerialPortEvents): SerialPort {
  let isOver = false
  let stop: () => void = () => {}
  let write: (bytes: Uint8Array<ArrayBuffer>) => void = () => {}
  const finish = (error: AppError | null): void => {
    if (isOver) return
    isOver = true
    stop()
    if (error !== null) events.ended(error)
  }
  const opened = openStream(
    'console',
    'attach',
    { machine, port: 'serial', asks: true },
    {
      receive(item, consumed) {
        if (isOver) return consumed()
        if (item.type === 'bytes') {
          events.heard(item.bytes)
          return screen.write(item.bytes, consumed)
        }
        // A terminal that was never written to has nothing of its own to show.
        if (item.type === 'before') return screen.isBlank() ? screen.replay(item.bytes, consumed) : consumed()
        if (item.type === 'sizeTold') events.sizeTold(item.size)
        if (item.type === 'open') events.connected(item.connection)
        consumed()
      },
      end: (end) => finish(end.reason === 'failed' ? end.error : end.reason === 'done' ? { kind: 'console.ended', why: 'broken', message: '' } : null),
    },
  )
  void opened.then((answer) => {
    if (!answer.ok) return finish(answer.error)
    const stream = answer.value
    stop = () => stream.close()
    write = (bytes) => stream.send(bytes)
    if (isOver) stream.close()
  })
  return { send: (bytes) => write(bytes), close: () => finish(null) }
}
