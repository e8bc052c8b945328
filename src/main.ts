import { mount } from 'svelte'
import App from './App.svelte'
import { start } from './app/start'
import { startSentence } from './ui/format/start-sentence'
import { beginTheme } from './ui/state/theme'
import './ui/styles/base.css'
import { beginLanguage } from './ui/words/page-language'

const target = document.getElementById('app')
if (target === null) throw new Error('index.html has no element #app')

beginTheme()
const [started] = await Promise.all([start('./network.json'), beginLanguage()])
if (started.ok) {
  const { app, peerRuns, clockAheadMs } = started.value
  target.replaceChildren()
  mount(App, { target, props: { app, clockAheadMs } })
  addEventListener('pagehide', () => void app.stop())
  // A page that the browser brings back from its memory was stopped when it left.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload()
  })
  // Not waited for at the top: the browser would show the page as loading until the peer runs.
  void peerRuns.then(() => (document.documentElement.dataset.synereo = 'ready'))
} else {
  const message = document.createElement('p')
  message.setAttribute('role', 'alert')
  message.textContent = startSentence(started.error)
  if (started.error.about === 'frame') {
    const link = document.createElement('a')
    link.href = location.href
    link.target = '_blank'
    link.textContent = location.host
    message.append(' ', link)
  }
  target.replaceChildren(message)
}
