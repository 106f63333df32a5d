import type { markdown } from '@codemirror/lang-markdown'

type MarkdownConfig = Exclude<NonNullable<NonNullable<Parameters<typeof markdown>[0]>['extensions']>, readonly unknown[]>

/**
 * A pasted log can be one paragraph of megabytes, and a change in a paragraph means to read all of it again. Nobody looks for emphasis that begins
 * so many characters earlier: above this a paragraph is cut into several, and a single line of this length is plain text.
 */
const LONGEST = 10_000

/** Keeps what is read again at a key small, whatever the text is. */
export const boundedParagraphs: MarkdownConfig = {
  parseBlock: [
    {
      name: 'BoundedParagraph',
      leaf: () => ({
        nextLine(context, _line, leaf) {
          if (leaf.content.length < LONGEST) return false
          context.addLeafElement(leaf, context.elt('Paragraph', leaf.start, leaf.start + leaf.content.length, leaf.content.length < 2 * LONGEST ? context.parser.parseInline(leaf.content, leaf.start) : []))
          return true
        },
        finish(context, leaf) {
          if (leaf.content.length < 2 * LONGEST) return false
          context.addLeafElement(leaf, context.elt('Paragraph', leaf.start, leaf.start + leaf.content.length))
          return true
        },
      }),
    },
  ],
}
