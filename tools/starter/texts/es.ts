import type { GuideTexts } from './types'

export const es: GuideTexts = {
  name: 'Guía de Synereo',
  about:
    'No es una persona, ni nadie con quien estés en conexión. Estas publicaciones vinieron con la página para explicarla. La clave que las firmó se tiró, así que no puede haber más.',
  posts: [
    `Te damos la bienvenida. Esta página es una red social sin empresa y sin servidores que guarden lo que escribes. Tu navegador es un miembro completo de ella: firma tus publicaciones, las guarda junto con las de las personas a las que prestas atención, y las intercambia directamente con otros navegadores.

Estas publicaciones vinieron con la página, para que haya algo que leer antes de que llegue alguien más. Están debajo de todo lo demás, y puedes silenciarlas como a cualquiera. #synereo`,

    `Cómo empezar: tienes un nombre y doce palabras. Apunta las palabras, porque son la única forma de volver cuando se pierda este navegador. Después, encuentra a alguien. En Conexiones hay un enlace de invitación para enviar; quien lo abre queda en conexión contigo. Sin ningún repetidor os podéis emparejar con dos códigos, que se muestran como texto y como imagen para escanear.

Sigue a personas cuya atención valoras. De lo que escriben y de lo que elevan está hecho tu Flujo. #synereo`,

    `Carga. Toda publicación empieza con una carga de 1. Se reduce a la mitad en un día y se disipa en su camino por las conexiones, de modo que a ti te llega menos cuanto más lejos empezó. Cuando alguien da me gusta, comenta o comparte abiertamente, la vuelve a subir, cada cual con la fuerza de su conexión contigo. Una respuesta en silencio no sube nada.

La luz junto a una publicación muestra cuánta carga le queda, tal como es para ti. #synereo`,

    `La corriente ordena tu Flujo. Es la carga que te llega, multiplicada por cuánto cuenta quien escribe: un poco cualquiera, más quien tiene prestigio entre tus amistades (Reo), más aquellos con quienes tú interactúas.

«Por qué aquí» muestra en cada publicación todos los números, y los números se multiplican hasta dar la corriente. Nada más clasifica: ni redacción ni puntuación oculta. Cada cuarto lugar se reserva para algo reciente de alguien a quien sigues. #synereo`,

    `Reo es prestigio, y no hay uno global. Dice cuánta atención tiene alguien de las amistades que compartís, tal como tu navegador lo calcula a partir de registros firmados. Mil cuentas nuevas que se alaban entre sí no cambian nada para ti mientras nadie a quien prestas atención se la preste a ellas.

Tu atención es finita: se reparte entre aquellos con quienes interactúas, y se desvanece cuando dejas de hacerlo. #synereo`,

    `Tu Flujo lo ajustas tú. En Ajustes puedes girar los diales de la clasificación y ver enseguida qué se mueve. Un dial para cada persona y cada etiqueta va desde silenciado hasta cuatro veces más fuerte. Las clasificaciones se pueden guardar con un nombre, compartir como lente, y otros pueden probarlas. Lo que silencias y los diales nunca salen de este navegador.

También puedes hacer que el Flujo termine después de tantas publicaciones al día como quieras. #synereo`,

    `Los AMP sirven para elevar publicaciones. Donde una red tiene un libro de cuentas hay un Monedero: quien amplifica una publicación bloquea un presupuesto, que se ofrece a las personas de su entorno según su Reo. Quien mira cobra; lo que nadie reclama vuelve. Esas publicaciones están marcadas como patrocinadas, y lo está como mucho una de cada ocho.

Aquí los AMP son un medio dentro de la red. No son dinero, nadie promete que valgan algo, y una red puede no tenerlos. #synereo`,

    `Lo que otros pueden ver. Las publicaciones, comentarios, me gusta, comparticiones, seguimientos y las etiquetas a las que te unes son públicos, van firmados y se copian a los navegadores de otras personas. Las personas con quienes estás en conexión directa conocen tu dirección de red. Los mensajes van sellados para quienes los leen: otros ven que escribiste uno, y cuándo, pero no qué ni para quién.

A quién silencias, cómo clasificas y qué buscas se queda aquí. Lo que miras también, salvo que un patrocinador te pague por mirar: la reclamación dice en público que miraste esa publicación y cuándo. En Ajustes puedes dejar esos pagos sin reclamar. #synereo`,

    `Lo que no está garantizado. Una publicación que retiras la olvida todo navegador que cumple las reglas, pero nadie puede obligar a borrar una copia. Si vacías este navegador sin tus doce palabras, tú desapareces; si nadie más guardó tus publicaciones, desaparecen también. Almacenamiento lo escribe todo en un archivo: hazlo de vez en cuando.

Una página cerrada no ayuda a nadie: tus publicaciones viajan mientras está presente alguien que las guarda. #synereo`,

    `Límites que conviene conocer. Una publicación tiene como máximo 5.000 caracteres y cuatro imágenes. Los navegadores de los teléfonos cierran páginas en segundo plano, y entonces no se te puede alcanzar. Algunas redes no dejan pasar conexiones directas; en Conexiones ves con quién estás en conexión y con quién no. La primera conexión con alguien lejano necesita un repetidor o un código, y el repetidor nunca lleva lo que escribes.

Este programa es joven. Dilo cuando algo esté mal. #synereo`,
  ],
}
