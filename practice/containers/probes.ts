import { listAt, numberAt, textAt, type KubeObject } from '../objects/json'
import type { Store } from '../store/store'
import { reach } from '../world/reach'
import type { Outcome } from './inside'

/**
 * The containers of this cluster hold no programs. A lesson's probes are answered all the same: whoever opens a connection from a pod learns what the
 * cluster's network says.
 *
 * @param words a program and its arguments
 * @returns undefined for any other command
 */
export function probe(store: Store, pod: KubeObject, words: readonly string[]): Outcome | undefined {
  const program = words[0]?.split('/').at(-1)
  if (program === 'timeout') {
    const ended = probe(store, pod, words.slice(2))
    return ended?.lasts === undefined ? ended : { code: timedOut }
  }
  const script = words.slice(1).join(' ')
  const socket = /\/dev\/tcp\/([\w.-]+)\/(\d+)/.exec(script)
  if (socket !== null) return connect(store, pod, socket[1] ?? '', Number(socket[2]), 'bash')
  const page = /\bcurl\b.*?(?:https?:\/\/)?([\w.-]+\.?[\w-]*)(?::(\d+))?(?:\/\S*)?\s*$/.exec(`${program ?? ''} ${script}`)
  return page === null ? undefined : connect(store, pod, page[1] ?? '', Number(page[2] ?? 80), 'curl')
}

/** What coreutils' timeout says when it has ended the command. */
const timedOut = 124

/** Linux gives up a connection that nobody answers after so long; a little over two minutes. */
const connectMs = 127_000

function connect(store: Store, pod: KubeObject, host: string, port: number, program: 'bash' | 'curl'): Outcome {
  const reached = reach(store, pod, host, port)
  const curl = (code: number, words: string): Outcome => ({ code, stderr: `curl: (${code}) ${words}\n` })
  const bash = (words: string): Outcome => ({ code: 1, stderr: `bash: connect: ${words}\nbash: line 1: /dev/tcp/${host}/${port}: ${words}\n` })
  switch (reached.kind) {
    case 'unknown-host':
      return program === 'curl' ? curl(6, `Could not resolve host: ${host}`) : { code: 1, stderr: `bash: line 1: ${host}: Name or service not known\nbash: line 1: /dev/tcp/${host}/${port}: Invalid argument\n` }
    case 'timed-out':
      return { ...(program === 'curl' ? curl(28, `Failed to connect to ${host} port ${port}: Connection timed out`) : bash('Connection timed out')), lasts: connectMs }
    case 'refused':
      return refused()
    case 'open': {
      const greeting = greetingOf(reached.target, reached.port)
      return greeting === undefined ? refused() : { code: 0, stdout: greeting }
    }
  }

  function refused(): Outcome {
    return program === 'curl' ? curl(7, `Failed to connect to ${host} port ${port}: Connection refused`) : bash('Connection refused')
  }
}

/** The first line of what listens there; undefined if nothing does. A machine's guest has its sshd. */
export function greetingOf(pod: KubeObject, port: number): string | undefined {
  if (pod.metadata.labels?.['kubevirt.io'] === 'virt-launcher') return port === 22 ? 'SSH-2.0-OpenSSH_8.7\r\n' : undefined
  const listens = listAt(pod, 'spec', 'containers').some((container) => listAt(container, 'ports').some((one) => numberAt(one, 'containerPort') === port))
  return listens ? `HTTP/1.1 200 OK\r\n\r\n${textAt(pod, 'metadata', 'name')}\n` : undefined
}
