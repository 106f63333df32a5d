/** Links between `[[` and `]]` carry this until they are drawn; no browser knows it. */
export const WIKI_SCHEME = 'note-link:'

interface MarkdownNode {
  type: string
  value?: string
  url?: string
  children?: MarkdownNode[]
}

/** For remark: makes links of `[[target]]` and `[[target|words]]` wherever text stands; code is no text. */
export function linkWikiLinks(): (tree: MarkdownNode) => void {
  return linkIn
}

function linkIn(node: MarkdownNode): void {
  node.children = node.children?.flatMap((child) => {
    linkIn(child)
    return child.type === 'text' ? splitText(child.value ?? '') : [child]
  }) as MarkdownNode[]
  if (node.children === undefined) delete node.children
}

function splitText(text: string): MarkdownNode[] {
  const nodes: MarkdownNode[] = []
  let done = 0
  for (const match of text.matchAll(/\[\[([^\][|\n]+)(?:\|([^\][\n]*))?\]\]/g)) {
    if (match.index > done) nodes.push({ type: 'text', value: text.slice(done, match.index) })
    const target = match[1] ?? ''
    nodes.push({ type: 'link', url: `${WIKI_SCHEME}${encodeURIComponent(target)}`, children: [{ type: 'text', value: match[2] ?? target }] })
    done = match.index + match[0].length
  }
  if (done < text.length) nodes.push({ type: 'text', value: text.slice(done) })
  return nodes
}
