import { escapeHtml } from './escape-html'
import type { HtmlHeading } from './html'

/** The look of the window in print: the same sizes and light colours (renderer/theme/tokens.css), the fonts that the reader has. */
const STYLE = `
:root { color-scheme: light; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; font: 14px/24px "Red Hat Text", system-ui, sans-serif; }
h1, h2, h3, h4, h5, h6 { margin: 1.6em 0 .5em; font-family: "Red Hat Display", "Red Hat Text", system-ui, sans-serif; line-height: 1.35; break-after: avoid; }
h1 { font-size: 24px; font-weight: 600; } h2 { font-size: 19px; } h3 { font-size: 16px; } h4, h5, h6 { font-size: 14px; }
p, ul, ol, table, figure, pre, blockquote { margin: 0 0 .75em; }
a { color: #0060c0; } .link { color: #454545; text-decoration: underline dotted; }
code, pre { font: 12px/20px "Red Hat Mono", ui-monospace, monospace; }
:not(pre) > code { padding: 1px 4px; border-radius: 3px; background: #f3f3f3; }
pre { overflow-wrap: anywhere; padding: 10px 14px; border-radius: 6px; background: #f3f3f3; white-space: pre-wrap; }
.command { overflow: hidden; border: 1px solid #dadada; border-radius: 6px; }
.command pre { margin: 0; border-radius: 0; background: #fff; font-weight: 500; } .command pre + pre { border-top: 1px solid #dadada; background: #f3f3f3; font-weight: 400; }
.command figcaption { padding: 4px 14px; border-top: 1px solid #dadada; background: #f3f3f3; color: #5f5f5f; font-size: 12px; line-height: 20px; }
.command.failed { border-left: 3px solid #a83409; } .command.done { border-left: 3px solid #37690f; }
blockquote { padding-left: 14px; border-left: 3px solid #dadada; color: #454545; }
table { border-collapse: collapse; } th, td { padding: 4px 10px; border: 1px solid #dadada; text-align: left; }
img { max-width: 100%; } hr { border: 0; border-top: 1px solid #dadada; }
nav ol { list-style: none; padding: 0; } nav li { display: flex; gap: 8px; } nav a { flex: 1; color: inherit; text-decoration: none; } nav .page { color: #5f5f5f; font-variant-numeric: tabular-nums; }
article + article { break-before: page; }
@media print { body { max-width: none; margin: 0; padding: 0; } nav { break-after: page; } }
`

/** Deeper headings would make the table of contents as long as the text. */
const DEEPEST_IN_CONTENTS = 3

export interface Section {
  html: string
  headings: HtmlHeading[]
}

/**
 * One HTML file that needs nothing beside it. `pages` tells on which page a heading begins, where that is known. The policy keeps the page from
 * loading or running anything, whatever a note says.
 */
export function writeDocument(title: string, sections: readonly Section[], pages: ReadonlyMap<string, number> = new Map()): string {
  const headings = sections.flatMap((section) => section.headings).filter(({ level }) => level <= DEEPEST_IN_CONTENTS)
  const items = headings.map(({ anchor, level, text }) => {
    const page = pages.get(anchor)
    return `<li style="padding-left: ${(level - 1) * 16}px"><a href="#${anchor}">${escapeHtml(text)}</a>${page === undefined ? '' : `<span class="page">${page}</span>`}</li>`
  })
  const contents = headings.length < 2 ? '' : `<nav aria-label="Contents"><h2>Contents</h2><ol>\n${items.join('\n')}\n</ol></nav>\n`
  const articles = sections.map(({ html }) => `<article>\n${html}</article>`).join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${contents}${articles}
</body>
</html>
`
}
