/** Connections to one cluster that break together were not taken: the server or the network went. */
const TOGETHER_MS = 500

/** Another program that takes the seat back each time does so within seconds; a line that is cut twice within this is a case for the student. */
const FIGHT_MS = 60_000

/** More at once are not open. */
const MOST = 20

/** What closed or broke lately of all that is connected with the cluster. */
export interface Closings {
  /** `wasCut`: coming back was right without asking, and takes the seat, whoever has it. */
  note(who: string, wasCut?: boolean): void
  /** Whether something else closed at about this time. */
  isAlone(who: string): boolean
  /** Whether it was cut, and came back, a short time ago. */
  wasCut(who: string): boolean
}

export function createClosings(): Closings {
  const closings: { who: string; at: number; wasCut: boolean }[] = []
  const within = (ms: number) => closings.filter(({ at }) => performance.now() - at < ms)
  return {
    note(who, wasCut = false) {
      closings.push({ who, at: performance.now(), wasCut })
      closings.splice(0, closings.length - MOST)
    },
    isAlone: (who) => !within(TOGETHER_MS).some((closing) => closing.who !== who),
    wasCut: (who) => within(FIGHT_MS).some((closing) => closing.who === who && closing.wasCut),
  }
}
