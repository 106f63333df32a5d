import type { CommandFact, SightFact, StudentFacts } from './facts'
import type { CommandTerm, OpenedTerm, ResourceTerm, Term } from './term'
import { allOf, anyOf, MET, noneOf, notMet, type Verdict } from './verdict'

/** Judges a term by what is known now. `resource` answers for its resource terms (foldResource). */
export function evaluate(term: Term, facts: StudentFacts, resource: (term: ResourceTerm) => Verdict): Verdict {
  switch (term.kind) {
    case 'resource':
      return resource(term)
    case 'command':
      return judgeCommands(term, facts.commands)
    case 'loggedInAs':
      return facts.loggedInAs === term.user ? MET : notMet(term.user, facts.loggedInAs ?? 'nobody is logged in')
    case 'opened':
      return facts.sights.some((sight) => isMeant(term, sight)) ? MET : notMet('its page in the window', 'not opened yet')
    case 'console':
      return judgeConsole(term, facts)
    case 'quiz':
      return facts.answered.has(term.question) ? MET : notMet('the right answer', 'none yet')
    case 'confirm':
      return facts.confirmed ? MET : notMet('your word', 'not ticked yet')
    case 'all':
      return allOf(term.terms.map((part) => evaluate(part, facts, resource)))
    case 'any':
      return anyOf(term.terms.map((part) => evaluate(part, facts, resource)))
    case 'none':
      return noneOf(term.terms.map((part) => evaluate(part, facts, resource)))
  }
}

function judgeCommands(term: CommandTerm, commands: readonly CommandFact[]): Verdict {
  const meant = commands.filter(({ command }) => term.pattern.found(command))
  const last = meant.at(-1)
  if (last === undefined) return { kind: 'to-do' }
  if (meant.some((fact) => isRight(term, fact))) return MET
  if (term.user !== null && last.user !== term.user) return notMet(`run as ${term.user}`, `run as ${last.user ?? 'nobody'}`)
  if (!exitFits(term, last.exit)) return notMet(term.exit === 'failure' ? 'a failure' : `exit ${term.exit}`, `exit ${last.exit ?? 'unknown'}`)
  return notMet(`output like ${term.output?.source ?? ''}`, 'another output')
}

/** A list shows whom it names; whether somebody looked at one of them, only its page tells. */
function isMeant({ what, namespace, name, namePrefix }: OpenedTerm, sight: SightFact): boolean {
  if (sight.kind !== what || (namespace !== null && sight.namespace !== namespace)) return false
  if (name !== null) return sight.name === name
  return namePrefix === null || sight.name?.startsWith(namePrefix) === true
}

function judgeConsole({ namespace, name, output }: Extract<Term, { kind: 'console' }>, { consoles }: StudentFacts): Verdict {
  const said = consoles.find((each) => each.namespace === namespace && each.name === name)
  if (said === undefined) return notMet('its serial console', 'not opened yet')
  return output.found(said.text) ? MET : notMet(`a console that says ${output.source}`, 'nothing like it yet')
}

function isRight(term: CommandTerm, { user, exit, output }: CommandFact): boolean {
  return (term.user === null || user === term.user) && exitFits(term, exit) && (term.output === null || term.output.found(output))
}

function exitFits({ exit: wanted }: CommandTerm, exit: number | null): boolean {
  if (wanted === 'any') return true
  // A shell that reports no status has not said that it failed.
  if (exit === null) return wanted === 0
  return wanted === 'failure' ? exit !== 0 : exit === wanted
}
