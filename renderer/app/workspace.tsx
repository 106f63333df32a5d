import { RhUiTreeViewIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-tree-view-icon'
import { Suspense, useEffect, useRef } from 'react'
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels'
import type { Classroom, TreeArrangement } from '../../core/contract'
import { changeLayout, columnWidths, giveTerminalRoom, useLayout, useStageHasRoom } from '../layout'
import { useActiveUser } from '../session'
import { ErrorBoundary } from '../trouble'
import { IconButton } from '../ui'
import { SideColumn, SideRail } from './side-column'
import { ClusterTree, fetchSlices, StageTabs, TerminalPanel } from './slices'
import styles from './workspace.module.css'

/** The height of a terminal tab: folded, the terminal keeps its strip of tabs (theme/tokens.css, --terminal-tab). */
const foldedTerminalPx = 32

/** The same strip and four lines of text: enough to see a prompt, and what a command began to say. */
const lowTerminalPx = 120

const untouchedTree: TreeArrangement = { flipped: [], selected: null, favourites: [], hideEmpty: false, hideSystem: false }

/** Tree, stage, terminal, and guide with notes, sized and folded as the student left them. */
export function Workspace({ classroom }: { classroom: Classroom }) {
  const treeShown = useLayout((layout) => layout.treeShown)
  // They are read once: from then on the panels own them and report changes.
  const widths = columnWidths(useLayout.getState(), window.innerWidth)
  const tree = usePanelRef()
  const guide = usePanelRef()
  const sideShown = useLayout((layout) => layout.guideShown)
  // What is folded away or behind another tab has commands, too.
  useEffect(() => void requestIdleCallback(fetchSlices), [])
  return (
    <div className={styles.workspace}>
      {!treeShown && <TreeRail />}
      <Group
        className={styles.columns}
        onLayoutChanged={(_, { isUserInteraction }) => {
          if (!isUserInteraction) return
          const { sizes } = useLayout.getState()
          changeLayout({ sizes: { ...sizes, tree: tree.current?.getSize().inPixels ?? sizes.tree, guide: guide.current?.getSize().inPixels ?? sizes.guide } })
        }}
      >
        {treeShown && (
          <>
            <Panel id="tree" panelRef={tree} className={styles.tree ?? ''} defaultSize={widths.tree} minSize="220px" maxSize="480px" groupResizeBehavior="preserve-pixel-size">
              <section aria-label="Cluster" data-place="tree" className={styles.fill}>
                <ErrorBoundary what="The cluster tree">
                  <Suspense>
                    <Tree classroom={classroom.id} />
                  </Suspense>
                </ErrorBoundary>
              </section>
            </Panel>
            <Separator className={styles.separator ?? ''} aria-label="Width of the cluster tree" />
          </>
        )}
        <Panel id="middle" className={styles.middle ?? ''} minSize="320px">
          <Middle classroom={classroom} />
        </Panel>
        {sideShown && (
          <>
            <Separator className={styles.separator ?? ''} aria-label="Width of guide and notes" />
            <Panel id="guide" panelRef={guide} className={styles.side ?? ''} defaultSize={widths.guide} minSize="264px" maxSize="720px" groupResizeBehavior="preserve-pixel-size">
              <SideColumn />
            </Panel>
          </>
        )}
      </Group>
      {!sideShown && <SideRail />}
    </div>
  )
}

function Tree({ classroom }: { classroom: string }) {
  const arrangement = useLayout((layout) => layout.trees[classroom] ?? untouchedTree)
  const change = (part: Partial<TreeArrangement>): void => {
    const { trees } = useLayout.getState()
    changeLayout({ trees: { ...trees, [classroom]: { ...(trees[classroom] ?? untouchedTree), ...part } } })
  }
  return <ClusterTree key={classroom} arrangement={arrangement} onArrange={change} />
}

function TreeRail() {
  return (
    <nav aria-label="Folded panels" className={styles.rail} data-place="tree">
      <IconButton label="Unfold cluster panel" shortcut="Ctrl Shift E" onClick={() => changeLayout({ treeShown: true })}>
        <RhUiTreeViewIcon />
      </IconButton>
    </nav>
  )
}

function Middle({ classroom }: { classroom: Classroom }) {
  const terminalShown = useLayout((layout) => layout.terminalShown)
  // Before anybody is logged in a shell is the first user's: `oc login` typed there by hand is noticed, and the student's own kubeconfig left alone.
  const activeUser = useActiveUser() ?? classroom.users[0]?.name ?? null
  const terminal = usePanelRef()

  const stageHasRoom = useStageHasRoom()
  const isLow = useRef(false)

  useEffect(() => {
    const panel = terminal.current
    if (panel === null) return
    if (!terminalShown) panel.collapse()
    else if (stageHasRoom && panel.getSize().inPixels > lowTerminalPx) panel.resize(lowTerminalPx)
    else if (panel.isCollapsed() || (isLow.current && !stageHasRoom)) panel.resize(`${useLayout.getState().sizes.terminal}%`)
    isLow.current = stageHasRoom
  }, [terminal, terminalShown, stageHasRoom])

  return (
    <Group
      orientation="vertical"
      className={styles.columns}
      onLayoutChanged={(layout, { isUserInteraction }) => {
        const size = layout['terminal']
        if (!isUserInteraction || size === undefined) return
        const folded = terminal.current?.isCollapsed() ?? false
        changeLayout(folded ? { terminalShown: false } : { terminalShown: true, sizes: { ...useLayout.getState().sizes, terminal: size } })
      }}
    >
      <Panel id="stage" minSize="120px">
        <main aria-label="Stage" data-place="stage" className={styles.stage}>
          <ErrorBoundary what="The stage">
            <Suspense>
              <StageTabs />
            </Suspense>
          </ErrorBoundary>
        </main>
      </Panel>
      <Separator className={styles.separator ?? ''} aria-label="Height of the terminal" />
      <Panel
        id="terminal"
        panelRef={terminal}
        className={styles.terminal ?? ''}
        defaultSize={terminalShown ? `${useLayout.getState().sizes.terminal}%` : foldedTerminalPx}
        minSize="96px"
        collapsible
        collapsedSize={foldedTerminalPx}
      >
        <div data-place="terminal" className={styles.fill} onKeyDownCapture={giveTerminalRoom} onClick={giveTerminalRoom}>
          <ErrorBoundary what="The terminal">
            <Suspense>
              <TerminalPanel classroom={classroom.id} machines={classroom.machines} activeUser={activeUser} />
            </Suspense>
          </ErrorBoundary>
        </div>
      </Panel>
    </Group>
  )
}
