import type { Card } from './cards'

/** A unit's facts as a page to print: two columns of small type, so that thirty cards fit on A4. No card's text is ever read as HTML. */
export function recapSheet(title: string, cards: readonly Card[]): string {
  const entries = cards.map(({ ask, answer }) => `<section><h2>${inline(ask)}</h2><p>${inline(answer)}</p></section>`).join('\n')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escapeText(title)}</title>
<style>
  body { font: 8.5px/1.35 'Red Hat Text', sans-serif; color: #1a1a1a; margin: 0; }
  h1 { font-size: 14px; margin: 0 0 8px; }
  main { columns: 2; column-gap: 18px; }
  section { break-inside: avoid; margin-bottom: 5px; padding-bottom: 4px; border-bottom: 0.5px solid #dadada; }
  h2 { font-size: 8.5px; margin: 0 0 1px; }
  p { margin: 0; color: #454545; }
  code { font: 8px 'Red Hat Mono', monospace; background: #f3f3f3; }
</style></head><body><h1>${escapeText(title)}</h1><main>
${entries}
</main></body></html>
`
}

/** Code, bold and italics; everything else of Markdown stays as it is written. */
function inline(markdown: string): string {
  return markdown
    .split(/(`[^`]+`)/)
    .map((part, index) =>
      index % 2 === 1
        ? `<code>${escapeText(part.slice(1, -1))}</code>`
        : escapeText(part)
            .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
            .replace(/\*([^*\s][^*]*)\*/g, '<i>$1</i>'),
    )
    .join('')
}

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
