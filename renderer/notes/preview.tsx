import { useDeferredValue } from 'react'
import Markdown, { type Components, defaultUrlTransform } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { frontMatterEnd, readCommand, readLinkTarget } from '../../core/notes'
import { main } from '../border'
import { CapturedCard } from './captured-card'
import { NoteImage } from './note-image'
import { followLink } from './places'
import styles from './preview.module.css'
import { useSettledText } from './settled-text'
import { linkWikiLinks, WIKI_SCHEME } from './wiki-links'

/** Some hundred pages take a second to draw; nobody reads further here. */
const LONGEST = 300_000

interface PreviewProps {
  path: string
  onRun: (user: string | null, command: string) => (() => void) | null
}

/** The note as others will read it. Tags in it are text, addresses open in the desktop's browser, and nothing is fetched. */
export function Preview({ path, onRun }: PreviewProps) {
  const whole = useDeferredValue(useSettledText())
  const shown = whole.length > LONGEST ? whole.slice(0, whole.lastIndexOf('\n', LONGEST)) : whole
  const components: Components = {
    a({ href = '', children }) {
      const target = href.startsWith(WIKI_SCHEME) ? decodeURIComponent(href.slice(WIKI_SCHEME.length)) : null
      return (
        <a
          href={target === null ? href : '#'}
          onClick={(event) => {
            event.preventDefault()
            if (target !== null) followLink(readLinkTarget(target))
            else void main.app.openExternal({ url: href })
          }}
        >
          {children}
        </a>
      )
    },
    img: ({ src, alt }) => <NoteImage note={path} link={typeof src === 'string' ? src : ''} words={alt ?? ''} />,
    pre({ node, children }) {
      const code = node?.children[0]
      const info = code?.type === 'element' ? [/language-(\S+)/.exec(String(code.properties['className']))?.[1], code.data?.meta].filter(Boolean).join(' ') : ''
      const body = code?.type === 'element' && code.children[0]?.type === 'text' ? code.children[0].value.replace(/\n$/, '') : ''
      const command = readCommand(info, body)
      return command ? <CapturedCard captured={command} onRun={onRun(command.user, command.command)} /> : <pre tabIndex={0}>{children}</pre>
    },
    input: ({ checked }) => <input type="checkbox" checked={checked ?? false} disabled aria-label="Task" />,
    table: ({ children }) => (
      <div className={styles.wide}>
        <table>{children}</table>
      </div>
    ),
  }
  return (
    <article className={styles.preview} aria-label="Preview" tabIndex={0}>
      <Markdown remarkPlugins={[remarkGfm, linkWikiLinks]} urlTransform={(url) => (url.startsWith(WIKI_SCHEME) ? url : isLocal(url) ? url : defaultUrlTransform(url))} components={components}>
        {shown.slice(frontMatterEnd(shown))}
      </Markdown>
      {shown !== whole && <p className={styles.cut}>The preview ends here: the note is longer than it can show at once. All of it is in the editor and in what you export.</p>}
    </article>
  )
}

function isLocal(url: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:/i.test(url)
}
