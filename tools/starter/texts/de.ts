import type { GuideTexts } from './types'

export const de: GuideTexts = {
  name: 'Synereo-Wegweiser',
  about:
    'Keine Person, und niemand, mit dem du verbunden bist. Diese Beiträge kamen mit der Seite, um sie zu erklären. Der Schlüssel, der sie unterschrieben hat, wurde weggeworfen: Weitere kann es nicht geben.',
  posts: [
    `Willkommen. Diese Seite ist ein soziales Netz ohne Firma und ohne Server, die aufbewahren, was du schreibst. Dein Browser ist ein vollwertiges Mitglied: Er unterschreibt deine Beiträge, bewahrt sie auf, zusammen mit denen der Menschen, die du beachtest, und tauscht sie direkt mit anderen Browsern aus.

Diese Beiträge kamen mit der Seite, damit es etwas zu lesen gibt, bevor sonst jemand da ist. Sie stehen unter allem anderen, und du kannst sie stummschalten wie jeden. #synereo`,

    `So fängst du an: Du hast einen Namen und zwölf Wörter. Schreib die Wörter auf, denn nur mit ihnen kommst du zurück, wenn dieser Browser verloren geht. Dann triff jemanden. Unter Verbindungen gibt es einen Einladungslink zum Verschicken; wer ihn öffnet, ist mit dir verbunden. Ganz ohne Relais könnt ihr euch mit zwei Codes verbinden, die als Text und als Bild zum Scannen gezeigt werden.

Folge Menschen, deren Aufmerksamkeit dir etwas wert ist. Aus dem, was sie schreiben und heben, besteht dein Stream. #synereo`,

    `Ladung. Jeder Beitrag beginnt mit einer Ladung von 1. Sie halbiert sich an einem Tag, und auf dem Weg über Verbindungen geht etwas verloren, sodass bei dir umso weniger ankommt, je weiter weg sie begann. Wer offen „Gefällt mir“ sagt, kommentiert oder teilt, hebt sie wieder, jeder so stark, wie er mit dir verbunden ist. Eine leise Antwort hebt nichts.

Das Licht neben einem Beitrag zeigt, wie viel von seiner Ladung für dich übrig ist. #synereo`,

    `Der Strom ordnet deinen Stream. Er ist die Ladung, die bei dir ankommt, mal dem, wie viel zählt, wer schreibt: ein wenig bei jedem, mehr bei Menschen mit Ansehen unter deinen Freunden (Reo), mehr bei denen, an deren Beiträgen du dich beteiligst.

„Warum hier“ zeigt bei jedem Beitrag alle Zahlen, und miteinander malgenommen ergeben sie den Strom. Sonst ordnet nichts: keine Redaktion, keine versteckte Wertung. Jeder vierte Platz ist für etwas Frisches von jemandem, dem du folgst. #synereo`,

    `Reo ist Ansehen, und ein allgemeines gibt es nicht. Es sagt, wie viel Aufmerksamkeit jemand von den Freunden hat, die ihr gemeinsam habt, so wie dein Browser es aus unterschriebenen Datensätzen ausrechnet. Tausend neue Konten, die einander loben, ändern für dich nichts, solange niemand sie beachtet, den du beachtest.

Deine Aufmerksamkeit ist endlich: Sie verteilt sich auf die, an denen du dich beteiligst, und sie schwindet, wenn du aufhörst. #synereo`,

    `Deinen Stream stellst du ein. In den Einstellungen kannst du an den Reglern der Rangfolge drehen und gleich sehen, was sich bewegt. Ein Regler für jede Person und jedes Schlagwort reicht von stumm bis viermal so laut. Rangfolgen lassen sich unter einem Namen aufbewahren, als Linse teilen und von anderen ausprobieren. Was du stummschaltest und die Regler verlassen diesen Browser nie.

Du kannst den Stream auch nach so vielen Beiträgen am Tag enden lassen, wie du möchtest. #synereo`,

    `AMP sind dazu da, Beiträge zu heben. Wo ein Netz ein Kontobuch hat, gibt es eine Geldbörse: Wer einen Beitrag verstärkt, legt ein Budget fest, und es wird den Menschen ringsum nach ihrem Reo angeboten. Wer hinsieht, wird bezahlt; was niemand verlangt, kommt zurück. Solche Beiträge sind als gesponsert gekennzeichnet, höchstens einer von acht.

AMP sind hier ein Mittel innerhalb des Netzes. Sie sind kein Geld, niemand verspricht, dass sie etwas wert sind, und ein Netz kann auch keine haben. #synereo`,

    `Was andere sehen können. Beiträge, Kommentare, „Gefällt mir“, Geteiltes, wem du folgst und welchen Schlagwörtern du beitrittst, ist öffentlich, unterschrieben und wird in die Browser anderer kopiert. Wer direkt mit dir verbunden ist, erfährt deine Netzadresse. Nachrichten sind für ihre Leser versiegelt: Andere sehen, dass du eine geschrieben hast und wann, aber nicht was und nicht für wen.

Wen du stummschaltest, wie du ordnest und wonach du suchst, bleibt hier. Was du ansiehst, auch, außer wenn ein Sponsor dich fürs Ansehen bezahlt: Die Forderung sagt öffentlich, dass du diesen Beitrag angesehen hast, und wann. In den Einstellungen kannst du solche Zahlungen uneingefordert lassen. #synereo`,

    `Was nicht versprochen wird. Einen Beitrag, den du zurückziehst, vergisst jeder Browser, der sich an die Regeln hält, aber niemand kann eine Kopie verschwinden lassen. Wenn du diesen Browser leerst und deine zwölf Wörter nicht hast, bist du weg; wenn sonst niemand deine Beiträge aufbewahrt hat, sind auch sie weg. Der Speicher schreibt alles in eine Datei: Tu das hin und wieder.

Eine geschlossene Seite hilft niemandem: Deine Beiträge reisen, solange jemand da ist, der sie aufbewahrt. #synereo`,

    `Grenzen, die man kennen sollte. Ein Beitrag hat höchstens 5.000 Zeichen und vier Bilder. Browser auf Telefonen beenden Seiten im Hintergrund, und dann bist du nicht zu erreichen. Manche Netze lassen keine direkte Verbindung durch; unter Verbindungen siehst du, mit wem du verbunden bist und mit wem nicht. Die erste Verbindung zu jemandem in der Ferne braucht ein Relais oder einen Code, und was du schreibst, geht nie über das Relais.

Diese Software ist jung. Sag es, wenn etwas nicht stimmt. #synereo`,
  ],
}
