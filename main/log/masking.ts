// What a token looks like, even one that nobody registered (facts: OpenShift's begin sha256~; a JWT begins eyJ).
const TOKEN_SHAPES = /sha256~[A-Za-z0-9_-]{20,}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g

/** What stands before a password, in a command, a file or a prompt. */
const BEFORE_PASSWORD = /(?:\s-p|--password|password)["']?[\s:=]*["']?$/i

/** Of what stands before a word: enough for the longest of those, with some blanks. */
const LOOK_BACK = 40

/** A name is one as a word of its own: within a longer one it may be the beginning of a secret that nobody registered. */
const WORD_BEFORE = /[\w.-]$/
const WORD_AFTER = /^(?:[\w-]|\.\w)/

export interface Masking {
  /** Every hidden secret, and whatever looks like a token, replaced. */
  mask: (text: string) => string
  /** Masks this text from now on. Shorter than 4 characters is ignored: it would mask half of every sentence. */
  hide: (secret: string) => void
  /** Somebody has this name, even where it is a password as well. */
  learnName: (name: string) => void
}

/**
 * Replaces secrets, but for names: in a course the password of `developer` is `developer`, and a log without that name says nothing. `/home/[hidden]`
 * would tell whoever helps not where, and whoever attacks that a name everybody can list is the password. Such a word is hidden only where a password stands.
 */
export function createMasking(): Masking {
  const names = new Set<string>()
  let secrets: readonly string[] = []
  return {
    mask(text) {
      let masked = text.replace(TOKEN_SHAPES, '[token]')
      for (const secret of secrets) masked = names.has(secret) ? maskName(masked, secret) : masked.replaceAll(secret, '[hidden]')
      return masked
    },
    hide(secret) {
      // A token of each login of months would make every line slower, and its shape hides it already.
      if (secret.length < 4 || secrets.includes(secret) || secret.replace(TOKEN_SHAPES, '') === '') return
      // The longest first: one that is the beginning of another would leave the other's end.
      secrets = [...secrets, secret].sort((one, other) => other.length - one.length)
    },
    learnName: (name) => void names.add(name),
  }
}

function maskName(text: string, name: string): string {
  let masked = ''
  let from = 0
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, from)) {
    const end = at + name.length
    const before = text.slice(Math.max(0, at - LOOK_BACK), at)
    const isName = !WORD_BEFORE.test(before) && !WORD_AFTER.test(text.slice(end, end + 2)) && !BEFORE_PASSWORD.test(before)
    masked += text.slice(from, at) + (isName ? name : '[hidden]')
    from = end
  }
  return masked + text.slice(from)
}
