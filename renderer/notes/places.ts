import { KINDS } from '../../core/cluster'
import type { LinkTarget } from '../../core/notes'
import { main } from '../border'
import { openObject } from '../cluster'
import { changeLayout, unfoldTerminal } from '../layout'
import { selectTab } from '../terminal'
import { followNoteLink } from './opening'

/** Goes where a link leads: to a note, a step of a unit, or an object of the cluster. */
export function followLink(target: LinkTarget): void {
  if (target.kind === 'note') void followNoteLink(target.title)
  else if (target.kind === 'step') showLesson(target.unit, target.step)
  else openObject({ ...target.object, kind: KINDS.find(({ kind }) => kind === target.object.kind)?.name ?? target.object.kind })
}

export function showLesson(unit: string, step: string): void {
  changeLayout({ guideShown: true, side: 'guide' })
  void main.course.openUnit({ unit }).then(() => main.course.openStep({ step }))
}

export function showTerminal(tab: string): void {
  unfoldTerminal()
  selectTab(tab)
}
