import { main } from '../border'
import { useNotes } from './store'

let asked = 0

// A word is typed within this; searching takes a tenth of it.
const SEARCH_AFTER_MS = 60
let searching: ReturnType<typeof setTimeout> | undefined

export function search(query: string): void {
  useNotes.setState(query.trim() === '' ? { query, found: null } : { query })
  clearTimeout(searching)
  if (query.trim() !== '') searching = setTimeout(() => void runSearch(query), SEARCH_AFTER_MS)
}

export async function runSearch(query: string): Promise<void> {
  asked += 1
  const mine = asked
  const answer = await main.notes.search({ query: query.slice(0, 500) })
  // A later question has been answered already, or the field is empty again.
  if (mine !== asked || useNotes.getState().query !== query) return
  if (answer.ok) useNotes.setState({ found: answer.value })
  else useNotes.setState({ trouble: answer.error })
}
