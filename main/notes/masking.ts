/** What stands before a password, in a command, a file or a prompt. */
const BEFORE_PASSWORD = /(?:\s-p|--password|password)["']?[\s:=]*["']?$/i

export interface Masking {
  mask: (text: string) => string
  /** Somebody has this name, whatever else it is. */
  learnName: (name: string) => void
}

/**
 * `maskSecrets`, but for names: in a course the password of `developer` is `developer`, and a note without that name says nothing. Such a word is
 * hidden only where a password stands.
 */
export function createMasking(maskSecrets: (text: string) => string): Masking {
  const names = new Set<string>()
  const maskAround = (text: string, [name, ...others]: readonly string[]): string => {
    if (name === undefined) return maskSecrets(text)
    // As a word of its own: within a longer one it may be the beginning of another secret.
    const pieces = text.split(new RegExp(`(?<![\\w.-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.-])`))
    const masked = pieces.map((piece) => maskAround(piece, others))
    return masked.map((piece, index) => (index === masked.length - 1 ? piece : piece + (BEFORE_PASSWORD.test(pieces[index] ?? '') ? maskSecrets(name) : name))).join('')
  }
  return {
    // Only a name that is a secret as well needs care.
    mask: (text) => maskAround(text, [...names].filter((name) => maskSecrets(name) !== name)),
    learnName: (name) => void names.add(name),
  }
}
