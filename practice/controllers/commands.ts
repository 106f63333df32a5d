import { listAt, numberAt, textAt, type KubeObject } from '../objects/json'
import type { Store } from '../store/store'
import { reach } from '../world/reach'

/** How a container's command ends, and what it has written by then. */
export interface Ended {
  code: number
  output: string
}

/**
 * The containers of this cluster hold no programs. A lesson's probes are answered all the same: whoever opens a connection from a pod learns what the
 * cluster's network says. Undefined for any other command, which runs on.
 */
export function endOfCommand(store: Store, pod: KubeObject): Ended | undefined {
  const [container] = listAt(pod, 'spec', 'containers')
  const words = [...listAt(container, 'command'), ...listAt(container, 'args')].map(String)
  const program = words[0]?.split('/').at(-1)
  if (program === 'echo') return { code: 0, output: `${words.slice(1).join(' ')}\n` }
  const script = words.slice(1).join(' ')
  const socket = /\/dev\/tcp\/([\w.-]+)\/(\d+)/.exec(script)
  if (socket !== null) return connect(store, pod, socket[1] ?? '', Number(socket[2]), 'bash')
  const page = /\bcurl\b.*?(?:https?:\/\/)?([\w.-]+\.?[\w-]*)(?::(\d+))?(?:\/\S*)?\s*$/.exec(`${program ?? ''} ${script}`)
  return page === null ? undefined : connect(store, pod, page[1] ?? '', Number(page[2] ?? 80), 'curl')
}

function connect(store: Store, pod: KubeObject, host: string, port: number, program: 'bash' | 'curl'): Ended {
  const reached = reach(store, pod, host, port)
  const curl = (code: number, words: string): Ended => ({ code, output: `curl: (${code}) ${words}\n` })
  const bash = (words: string): Ended => ({ code: 1, output: `bash: connect: ${words}\nbash: line 1: /dev/tcp/${host}/${port}: ${words}\n` })
  switch (reached.kind) {
    case 'unknown-host':
      return program === 'curl' ? curl(6, `Could not resolve host: ${host}`) : { code: 1, output: `bash: line 1: ${host}: Name or service not known\nbash: line 1: /dev/tcp/${host}/${port}: Invalid argument\n` }
    case 'timed-out':
      return program === 'curl' ? curl(28, `Failed to connect to ${host} port ${port}: Connection timed out`) : bash('Connection timed out')
    case 'refused':
      return refused()
    case 'open': {
      const greeting = greetingOf(reached.target, reached.port)
      return greeting === undefined ? refused() : { code: 0, output: greeting }
    }
  }

  function refused(): Ended {
    return program === 'curl' ? curl(7, `Failed to connect to ${host} port ${port}: Connection refused`) : bash('Connection refused')
  }
}

/** The first line of what listens there; undefined if nothing does. A machine's guest has its sshd. */
function greetingOf(pod: KubeObject, port: number): string | undefined {
  if (pod.metadata.labels?.['kubevirt.io'] === 'virt-launcher') return port === 22 ? 'SSH-2.0-OpenSSH_8.7\r\n' : undefined
  const listens = listAt(pod, 'spec', 'containers').some((container) => listAt(container, 'ports').some((one) => numberAt(one, 'containerPort') === port))
  return listens ? `HTTP/1.1 200 OK\r\n\r\n${textAt(pod, 'metadata', 'name')}\n` : undefined
}
