import { spawnSync } from 'node:child_process'

export function print(text: string): void {
  process.stdout.write(text)
}

let buffered = ''
let ended = false

/** One line of stdin without its end; what came before the end if there is no more; '' after that. */
function readLine(): Promise<string> {
  const stdin = process.stdin
  return new Promise((resolve) => {
    const take = (): boolean => {
      const end = buffered.indexOf('\n')
      if (end < 0 && !ended) return false
      const line = end < 0 ? buffered : buffered.slice(0, end)
      buffered = end < 0 ? '' : buffered.slice(end + 1)
      stdin.off('data', onData).off('end', onEnd).pause()
      resolve(line.replace(/\r$/, ''))
      return true
    }
    const onData = (part: Buffer | string): void => {
      buffered += part.toString()
      // A terminal marks Ctrl+D on an empty line by ending the stream.
      take()
    }
    const onEnd = (): void => {
      ended = true
      take()
    }
    if (take()) return
    stdin.on('data', onData).on('end', onEnd).resume()
  })
}

/** Ends the program as oc does when it is interrupted in a question; listens before `question` is on the screen. */
function interruptible<T>(question: () => Promise<T>, restore: () => void): Promise<T> {
  const onInterrupt = (): void => {
    restore()
    print('\n')
    process.exit(1)
  }
  process.once('SIGINT', onInterrupt)
  process.once('SIGTERM', onInterrupt)
  process.once('SIGHUP', onInterrupt)
  return question().finally(() => process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt).off('SIGHUP', onInterrupt))
}

export function isTerminal(): boolean {
  return process.stdin.isTTY === true
}

export async function ask(question: string): Promise<string> {
  return interruptible(
    () => {
      print(question)
      return readLine()
    },
    () => {},
  )
}

/**
 * The answer is not echoed. Only ECHO is switched off: Ctrl+C and line editing work as ever.
 * Node's raw mode would switch those off too, so stty does it.
 */
export async function askSecretly(question: string): Promise<string> {
  const terminal = isTerminal()
  const echo = (on: boolean): void => {
    if (terminal) spawnSync('stty', [on ? 'echo' : '-echo'], { stdio: ['inherit', 'ignore', 'ignore'] })
  }
  const answer = await interruptible(
    () => {
      echo(false)
      print(question)
      return readLine()
    },
    () => echo(true),
  )
  echo(true)
  if (terminal) print('\n')
  return answer
}

const yes = new Set(['y', 'yes', 't', 'true', '1'])
const no = new Set(['n', 'no', 'f', 'false', '0'])

export async function askYesOrNo(question: string): Promise<boolean> {
  for (;;) {
    const answer = (await ask(question)).trim().toLowerCase()
    if (yes.has(answer)) return true
    if (no.has(answer) || ended) return false
    print("Please enter 'yes' or 'no'.\n")
  }
}
