import type { GuideTexts } from './types'

export const en: GuideTexts = {
  name: 'Synereo guide',
  about:
    'No person, and nobody you are linked with. These posts came with the page to explain it. The key that signed them was thrown away, so no others can follow.',
  posts: [
    `Welcome. This page is a social network without a company and without servers that keep what you write. Your browser is a full member of it: it signs your posts, keeps them together with those of the people you attend, and exchanges them directly with other browsers.

These posts came with the page, so that there is something to read before anybody else is here. They stand below everything else, and you can mute them like anyone. #synereo`,

    `How to begin: you have a name and twelve words. Write the words down, for they are the only way back when this browser is lost. Then meet somebody. Connections has an invite link for you to send; whoever opens it is linked with you. Without any relay you can pair by two codes, shown as text and as a picture to be scanned.

Follow people whose attention you value. What they write and what they lift is what your Stream is made of. #synereo`,

    `Charge. Every post begins with a charge of 1. It halves in a day, and it dissipates on its way along connections, so that what arrives at you is less the further away it began. When people like, comment or share openly, they raise it again, each as strongly as they are connected with you. A quiet reply raises nothing.

The light beside a post shows how much of its charge is left, as it is for you. #synereo`,

    `Current orders your Stream. It is the charge that arrives at you, times how much the author counts: a little for anybody, more for people with standing among your friends (Reo), more for people you engage with yourself.

"Why here" on any post shows every number, and the numbers multiply to the current. Nothing else ranks: no editor, no hidden score. Every fourth place is kept for something fresh by somebody you follow. #synereo`,

    `Reo is standing, and there is no global one. It says how much attention somebody has from the friends that you and they share, as your browser works it out from signed records. A thousand new accounts that praise each other change nothing for you as long as none of the people you attend attends them.

Your attention is finite: it is shared among those you engage with, and it fades when you stop. #synereo`,

    `Your Stream is yours to set. In Settings you can turn the ranking's dials and see at once what moves. A dial for each person and each tag goes from muted to four times as loud. Rankings can be kept under a name, shared as a lens, and tried by others. Mutes and dials never leave this browser.

You can also end the Stream after as many posts a day as you wish. #synereo`,

    `AMP is for lifting posts. Where a network has a ledger, there is a Wallet: whoever amplifies a post locks a budget, and it is offered to the people around them by their Reo. Who looks is paid; what nobody claims goes back. Such posts are marked as sponsored, and at most one in eight is.

AMP here is a means inside the network. It is not money, nobody promises that it is worth anything, and a network may well have none. #synereo`,

    `What others can see. Posts, comments, likes, shares, follows and the tags you join are public, signed and copied to other people's browsers. The people you are linked with directly learn your network address. Messages are sealed for their readers: others see that you wrote one, and when, but not what, nor for whom.

Whom you mute, how you rank and what you search for stays here. So does what you look at, unless a sponsor pays you for looking: the claim says in public that you looked at this post, and when. In Settings you can leave such pay unclaimed. #synereo`,

    `What is not guaranteed. A post that you withdraw is forgotten by every browser that keeps the rules, but nobody can force a copy away. If you clear this browser without your twelve words, you are gone; if nobody else kept your posts, they are gone too. Storage writes everything into one file: do that now and then.

A page that is closed helps nobody: your posts travel while somebody who keeps them is here. #synereo`,

    `Limits worth knowing. A post has at most 5,000 characters and four images. Browsers on phones end pages in the background, and then you are not reachable. Some networks let no direct link through; then you see who is linked and who is not in Connections. The first link with somebody far away needs a relay or a code, and the relay never carries what you write.

This is young software. Say so when something is wrong. #synereo`,
  ],
}
