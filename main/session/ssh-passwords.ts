import type { Classroom, TerminalTab } from '../../core/contract'
import { isSsh, type PromptedCommand, watchSecretPrompt } from './prompts'

/** Answers ssh in the tabs to the classroom's machines. */
export interface SshPasswords {
  /** Takes up the tabs that have begun to run since. */
  follow(tabs: readonly TerminalTab[]): void
}

interface Options {
  machines: Classroom['machines']
  /** The process of an ssh tab, from its start. */
  processOf: (tab: string) => PromptedCommand | null
  /** Null where none is known. */
  readPassword: (machine: string, user: string) => Promise<string | null>
}

export function createSshPasswords({ machines, processOf, readPassword }: Options): SshPasswords {
  const followed = new Map<string, PromptedCommand>()

  const answer = (command: PromptedCommand, machine: Classroom['machines'][number], user: string): (() => void) => {
    const target = escape(`${user}@${machine.host}`)
    let isAnswered = false
    return watchSecretPrompt(command, {
      // ssh's own two prompts (`password` and `keyboard-interactive`), for this machine and no other: what asks later is for the student.
      prompt: new RegExp(`^(${target}'s password: |\\(${target}\\) Password: )$`),
      asker: isSsh,
      onAsked(stillAsks) {
        if (isAnswered) return
        isAnswered = true
        void readPassword(machine.name, user).then(async (password) => {
          // A keychain that must be unlocked first takes a minute: meanwhile the student may have typed it, and a shell would show what comes then.
          if (password !== null && (await stillAsks())) command.answer(password)
        })
      },
    })
  }

  return {
    follow(tabs) {
      for (const { id, purpose, state } of tabs) {
        if (purpose.kind !== 'ssh' || state.kind !== 'running' || followed.has(id)) continue
        const command = processOf(id)
        if (command === null) continue
        followed.set(id, command)
        const machine = machines.find(({ name }) => name === purpose.machine)
        const stop = machine === undefined ? null : answer(command, machine, purpose.user)
        void command.finished.then(() => {
          stop?.()
          followed.delete(id)
        })
      }
    },
  }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
