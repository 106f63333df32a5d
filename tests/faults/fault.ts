/** Something that a person finds in the window. */
export interface Sight {
  /** `text` is anywhere in the window, `tab` one that is in front. */
  role: 'alert' | 'status' | 'text' | 'tab'
  /** All of them, in one place. */
  words: readonly string[]
}

/** A test of the suite, by its file and its title. */
interface Proof {
  file: string
  test: string
}

export const PARTS = ['The network', 'The API server', 'The login', 'This computer', 'The program itself'] as const

/** One line of the table: what breaks, what the student sees of it, and what is still there afterwards. */
export interface Fault {
  part: (typeof PARTS)[number]
  /** A sentence without its full stop. */
  name: string
  /** How the suite causes it. */
  cause: string
  /** For the student, in sentences; holds the words of every sight. */
  see: string
  mean: string
  act: string
  /** What is not lost. */
  kept: string
  /** What tests/e2e/faults.spec.ts looks for while it lasts, and when it is over. Empty where only other tests cause it. */
  sights: readonly Sight[]
  after: readonly Sight[]
  /** Other tests that cause it. */
  proofs: readonly Proof[]
}
