import type { Component } from 'svelte'
import { render } from 'svelte/server'
import { expect, it } from 'vitest'
import type { PostView } from '../../src/social/types'
import PostLine from '../../src/ui/components/PostLine.svelte'
import { setApp } from '../../src/ui/context'
import type { AppState } from '../../src/ui/state/app-state.svelte'
import { Guard } from '../../src/ui/state/guard'

it('[U52] a dialog names the post it is about in one line, without its marks', () => {
  const state = { knownNameOf: () => null } as unknown as AppState
  const ui = { guard: new Guard(state) } as unknown as AppState
  const post = { text: 'A **bold** word\nand `code`', warning: null } as PostView
  const Dialog = (renderer: never) => {
    setApp(ui)
    PostLine(renderer, { post })
  }
  expect(render(Dialog as unknown as Component, { props: {} }).body).toContain('A bold word and code')
})
