/**
 * Words by which languages are told apart, of our own writing: function words, and what people say of films, food, service and things.
 * Letters are ASCII, as `foldLetters` leaves them. A word in English and in another language says nothing, and counts as neither.
 * Makes `src/model/text/languagelists.ts` of them:
 *
 *     node test/golden/languagewords.ts
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WORD_LISTS, type WordList } from '../../src/model/text/languagewords.ts';
import { packText, packWords, sourceOf } from './pack.ts';

const LISTS_FILE = new URL('../../src/model/text/languagelists.ts', import.meta.url);

const LISTS: Readonly<Record<WordList, string>> = {
  de: `schrott frechheit mull muell versand teuer dreckig fruhstuck empfehlung zimmer bedienung abzocke geschmack lieferung gerat
gerate funktioniert funktionieren tolles enttauschung bestens kellner verpackung ware aber alle allem aller alles als auch auf
aus bei beim bekommen besser beste besten bestellt bestellung bisschen bitte bleibt brauche braucht danach danke dann das dass
davon dazu dein deine dem den denn der des deshalb dich dieser dieses diese diesem diesen dir doch dort drei du durch ein eine
einem einen einer eines einfach einmal empfehlen empfehlenswert endlich enttauscht erst es etwas euch falsch fand fande finde
findet fruher fuer fur furchtbar ganz ganze ganzen gar gebe geben geht gegen gehe gekauft gemacht genau gern gerne geld gefallt
gibt ging grosse grossartig gute gutem guten guter gutes habe haben hab hast hatte hatten hatt heute hier hin ich ihm ihn ihnen
ihr ihre ihrem ihren immer ins ist ja jahre jede jeden jeder jetzt kam kann kannst katastrophe kaufen kauf kein keine keinen
keiner klar klasse kommt konnen konnte kostet kunden kundendienst lange langsam langweilig langweilige lasst leider leute lieber
liebe liebt lecker lohnt mach mache machen macht mal mehr mein meine meinem meinen meiner mich mir mit mochte mogen muss mussen
mussten nach nachdem naja nein nett nette nicht nichts nie niemand nix noch nochmal nur ob oder ohne perfekt preis qualitat
richtig ruhig schade schauspieler schlecht schlechte schlechter schlechten schlimm schnell schon schone schoner schoen
schrecklich sehr sein seine seinem seinen seiner seit selbst sich sie sind sogar sollte soll sonst spannend spass statt tage
toller tolle trotz trotzdem ueber uberhaupt uberrascht und uns unser unsere unter unfreundlich verkaufer viel viele vielen
vielleicht vom von vor wann waren warum wegen weil weiter welche wenig weniger wenn wer werde werden wie wieder willst wir wird
wirklich wollen wollte worden wunderbar wunderschon wurde wurden zeit ziemlich zu zufrieden zum zur zuruck zwei zwischen zweimal
freundlich langer essen nervt scheisse geil blod doof spater kaputt gestern morgen freue freut unglaublich`,
  fr: `arnaque bof colis abime fuir decevante penible sejour accueillant chambres jamais nulles deteste vetements emballage
remboursement c' j' qu' n' l' d' s' m' t' jusqu' puisqu' lorsqu' absolument accueil acheter achete acteurs actrice agreable ai
aime aimer ailleurs ainsi alors apres aucun aucune aussi autre autres au aux avait avaient avant avec avez avoir avons beau
beaucoup belle besoin bien bon bonne bonnes bonjour bonsoir bravo ce ceci cela celle celui ces cest cet cette ceux chaque chez
choses chambre chaud chere chiant comme contre cote dans decevant decu decue dehors deja depuis dernier des deux dit dois donc
du elle elles ennuyeux ennuyant ensuite entre equipe es est et etaient etait etre etes eux excellente faire fais fait faites
fallait faut fille fois fut froid gens grande gros heure heures heureux homme horriblement hier ici il ils inutile jai je jeu
joli jour jours jusque jusqu la laisse le les leur leurs livraison livre lui ma magnifique mais maintenant mal malgre manger
marche mauvais mauvaise meilleur meilleure meme merci merde mes mieux moi moins mois mon monde mechant moche moyen musique ne ni
nos notre nous nul nulle nuit ont oublier ou oui parce pareil parfait parfaite parler pas pendant personne petit petite peu peut
peux plaisir plein plupart plusieurs plutot pourquoi pourtant pouvez pratique pres presque prix produit probleme puis quand que
quel quelle quelque quelques qualite qui quoi recommande reste rapide rien sa sans sais sait sauf se sera serait serveur ses
seul seule seulement si soir sois soit sommes son sont sous souvent suis sur surtout sympa sympathique ta tellement temps tes
toi toujours tous tout toute toutes travail tres trois trop trouve tu un une vais va vendeur vers veux vie vieux ville viens
vite voila voir voiture vois vont vos votre vous vrai vraiment vu geniale nickel degueulasse ecran appareil jadore arrivee
cadeau`,
  es: `pantalla estafa envio defectuoso habitacion habitaciones camarero sucio ladrones asqueroso tardaron devolver garantia reembolso
roto rota ademas ahi ahora algo alguien algun alguna algunos alla alli amable ano anos antes aqui asco asi atencion aun aunque
ayer barato bastante bien buen buena buenas bueno buenos cada calidad calor casa casi caro cara caliente carne cerca cinco claro
cliente clientes comida como compra comprar compre comprado con conmigo contento contenta contra cosa cosas cual cuando cuanto
cuatro da de debe decepcion decepcionante decepcionado del demasiado dentro desde despues deja dia dias dicho dinero divertido
divertida donde el ella ellas ellos en encanta encanto encima entonces entre eran eres es esa ese eso esos esta estaba estaban
estado estan estar estas este esto estos estoy excelente experiencia facil falta fantastico feliz feo fea fue fueron fui frio
gente gracias gran grande gusta gusto gustado habia hablar hace hacen hacer hacia haga hago han hasta hecho hermosa hermoso hice
hizo hola hombre horas hoy igual incluso increible jamas la las le les libro limpio linda lindo llego llegar llega lleva lo los
lugar luego lento malo mala malas malos malisimo maravilla maravilloso mas mejor menos mi mis mierda mientras mismo misma mitad
momento mucha muchas mucho muchos mujer mundo muy nada nadie necesito ni ningun ninguna noche nos nosotros nuestra nuestro nueva
nuevo nunca otra otras otro otros padre para parece parte pasado pasar pelicula peliculas pena peor pero perfecto perfecta
pesima pesimo pesar poco poder podria porque por precio precioso primera primero problema producto pronto pude puede pueden
puedo pues que quien quiere quiero quizas rapido recomiendo recomendable recomendado regalo rica rico sabe se segunda segundo
seguro senor ser sera servicio si sido siempre siendo sino sobre sois somos son soy su sus tal tambien tampoco tanta tanto tarde
te tenemos tener tengo tenia tercera tiempo tiene tienen tienes tienda tipo toda todas todavia todo todos trabajo tras trato
tres tu tus tuve un una unas uno unos usted va vale vamos van varias veces ver verdad vez vida viene vosotros volver volvere
vuelvo voy ya yo verguenza guapo aburrida aburrido actores actuacion cancion`,
  pt: `nao estragado quebrado quebrada entrega rapidamente roupa garcom vergonha horrivel reembolso tamanho veio demorado acho agora ai
ainda alem algo alguem algum alguma algumas alguns amei amo ano anos antes ao aos apenas aquela aquele aqui assim assistir
atendimento bem bela belo boa boas bom bons caro cara cada casa chato chata cheio chegou cliente coisa coisas comida como
comprar comprei compra contra confortavel cuidado da dar das de decepcao decepcionado decepcionante dela dele deles demais
demora demorou dentro depois desde dessa desse desta deste dia dias dinheiro disse divertido diz dois duas e ela elas ele eles
em embora encomenda entao entre eram essa esse essas esses esta estao estar estava este estes eu excelente faz fazer feito feliz
ficar ficou fez fica filme filmes foi fomos foram fraco fui funciona gente gostei gosto gostamos gostoso gosta grande guardar
hoje hora horas homem incrivel infelizmente isso isto ja jamais la lado levar lenta lento lindo linda linha livro lixo lo longe
loja lugar maior mais mal maravilhosa maravilhoso mas mau melhor menos mes mesa mesmo mesma meu meus minha minhas muita muitas
muito muitos mulher mundo nada na nas nela nele nem nenhum nenhuma nesse nesta neste ninguem noite nos nossa nosso nova novo num
numa nunca obrigada obrigado odiei odeio onde ontem os otima otimo ou outra outras outro outros para parece parte pela pelas
pelo pelos perda perfeita perfeito pessima pessimo pessoa pessoas pior pode podem poderia pois por porem porque pouco pra praia
preco preciso primeira primeiro problema produto qual qualidade quando quanto quarto quase que quem quer quero recomendo rapida
rapido ruim sabe sai sair se seja sem sempre senhor ser sera servico seu seus sobre sou sua suas superou tal tambem tanto tao
tarde te tem tenho ter tera teve tinha tinham toda todas todo todos trabalho tres triste tudo tua um uma umas uns vale vai vamos
varias vao vem velho vendedor ver verdade vez vezes vida viagem viu voce voces volta voltar voltarei vou adorei adoro pessimas
cansativo ator atores atriz merda porcaria dormi paguei limpo sujo`,
  it: `evitare sporco sporca consegna rimborso attenzione camere colazione carino carina scortese gentili imballaggio vergogna pacco
dell' all' nell' sull' dall' un' quest' quell' com' cos' anch' abbastanza acquistato acquisto adesso ai alcuni alla alle allo
allora altra altre altri altro amo anche ancora anni anno appena assolutamente attori avere avevo aveva bella belle belli
bellissima bellissimo bello bene bravo brutto brutta buon buona buone buoni buono caldo cameriere casa cattivo cercare che chi
ci cibo cioe cliente clienti cosa cose cosi con consigliato consiglio contento contro comprato comprare comunque completamente
da dai dal dalla dalle davvero degli dei del della delle dello delusione deluso delusa dentro deve di dopo e erano ero
esperienza essere fanno fantastico fatto finalmente fino fra fuori freddo gentile gente gentilissimi giorni giorno giu gia gli
gran grande grandi grazie guardare hai hanno il incredibile infatti insieme io invece la lavoro le lei lento lenta libro lo loro
lui lungo ma macchina magari mai mangiare mangiato meglio meno meraviglioso mese mesi mette mi mia mie miei migliore mio mille
modo molta molte molti molto momento mondo musica ne negozio nei nel nella nelle nemmeno nessuna nessuno niente noi noia noiosa
noioso nostra nostro notte nulla nuovo nuova oggi ogni oltre ora orribile ore ottima ottimo ovviamente parte paese pagato
peccato peggio peggiore perche perfetto perfetta pero persone pessima pessimo pezzo piacere piace piaciuto piccolo pieno piu
poco poi possiamo possibile posso posto poteva prezzo prima primo prodotto proprio pubblico pulita pulito puo qua qualche
qualcosa qualcuno qualita quale quando quanto quella quelle quelli quello questa queste questi questo qui quindi ragazzi
raccomando recensione rapida resto ristorante rotto sa sapere schifo se secondo sei sempre sento senza sera servizio si sia
siamo siete simpatico sono soprattutto sorpresa sotto spedizione spero stanno stata stati stato stanza stesso storia su subito
sua sui sul sulla suo suoi tanta tanti tanto te ti tra trama tre troppo trovato tu tua tutta tutte tutti tutto un una uno uomo
usare va vale veloce vedere veramente verso venditore vita vivere voglio voi volevo volta volte vorrei vostro cazzo merda
fregatura adoro personale spettacolare`,
  nl: `nee aanraden geld bediening kamer kamers ontbijt vieze vuil verpakt verpakking klacht terugbetaling overbodig geeneens leverde
aan aardig achter af alle alleen alles als altijd ander andere anders beetje bedankt beter beste bestelling besteld bestellen
betaald bij blij blijft boek boven buiten daar daarom dacht dag dagen dat de dezelfde deze dit doe doen doet dus echt een eerst
eerste eindelijk elk elke en erg gaan gaat gewoon geen gedaan geeft gebruik gebruiken gekocht gekregen geleden geleverd geweest
geweldig geweldige geef gebracht goede goed goedkoop graag grote groot haar hadden heb hebben hebt heeft heel hele heerlijk
helaas helemaal helpen hem hen het hetzelfde hier hij hoe hoewel iemand iets ieder iedereen ik ineens jaar jammer je jij jou
jouw jullie kan kapot keer kleine klein klanten klantenservice klant klopt kocht komt komen kon koop kopen koud krijg krijgt
kunnen kunt kwam kwaliteit laat laatste lang langzaam laten lekker lekkere lelijk leuk leuke liever maar maken maakt maal meer
meest meisje mensen meteen mij mijn minder misschien moest moet moeten moeilijk mooi mooie mooiste na naar nadat niemand niet
niets niks nieuw nieuwe nog nooit nou nu ober om omdat ondanks onder ons onze ook op overal perfecte personeel prachtig
prachtige prijs prima raar retour saai saaie samen schoon slaap slecht slechte slechts slechtste snel snelle soms spannend staat
steeds stom te tegen terug tevreden tijd tijdens toch toen tot tussen twee uit uren uur van vaak vandaag veel veilig verder
verhaal verkeerd verkoper verschrikkelijk verwacht vind vindt viel vies volgende voor vooral vond voordat vrij vriendelijk
vriendelijke waar waard waarom waardeloos wanneer waren wat weer weet weg wel weinig welke werd werden werk werkt werkte wie wij
wil willen winkel worden wordt wou zal ze zeer zeggen zeker zelf zelfs zes zich zie zien ziet zij zijn zit zo zoals zonder zou
zouden aanrader acteurs teleurgesteld teleurstellend tegenvaller geniet genoten morgen gisteren vreselijk rotzooi troep duurt
eten vervelend bezorgd bezorging aangekomen`,
  others: `och som inte jag var mycket vara eller ett ska mig hon efter nar daligt aldrig ikke jeg ogsa meget noget blev skal vil hvad hvor
darlig ingen enhver ret jest jak ale za mnie bardzo tego czy tylko juz przez dla dobrze polecam wszystko dziekuje mam kazdy ani
neni byl byla jsem jsou ktery jako tak uz velmi dobre spatne nebo bir icin cok degil gibi daha ama yok ile olan sey iyi kotu
guzel tesekkurler hic kadar sunt pentru foarte cu sau fost fara bine rau multumesc drept dreptul orice ei etta oli mutta kun
niin hyva huono erittain mina sina ovat kanssa jokaisella kaikki egy hogy csak nagyon rossz minden koszonom tidak ini itu dengan
untuk dari saya sangat bagus tapi sudah bisa juga karena setiap orang hak jelek banget khong cua nhung duoc mot nguoi mga naman
salamat`,
  /** Words of these that also stand in English names, titles and borrowed phrases: they count half. */
  weak: `af ai amo au aux avant beau bela bella belle ben bon bravo buena buenos c' cara casa ce che chi como con d' da dal das dat de
deja del della dem den der des di dir don du e el ella em en es est et eu fur grande gusto hai han hoe il ja je klein l' la lang
lange las le les linda lo los m' ma mai mal mas mein meme mes mi mia mis moi mon n' na nada nas ne ni notre nova nu nuit om ons
op os ou para pas petite por pres prima prix que rico s' sa san sans santa se sera si sol son su sur sus t' ta te ti tout tu um
un un' una va val van ver vida vie vita von vu wat wil ya yo zu`,
  /**
   * Letters in a row that these languages have and English has not: none of the 13,000 words that the English training texts have 60 times
   * has them. `^` and `$` are the ends of a word.
   */
  letters: `lich$ lichen$ licher$ keit$ heit$ ungen$ ische$ ischen$ cht tsch ssen$ iert$ eln$ tzt$ zig$ nden$ eits$ aupt hlt hrt ufe ^vor
^zu ^auf ^ueber ^gek ^gew ^gez ^gesch eux$ euse$ eurs$ oire$ ais$ iez$ aires$ eille euil oeu ^quel ^pourq ^lors ^aup rrai
issement$ amment$ onne$ onnes$ enne$ aient ^peu ^vou ^nou ^ils ^chau cion$ ciones$ idad$ iendo$ mente$ imos$ amos$ ieron$ iero$
oso$ osa$ osos$ osas$ isim ^lle ^hue ^aque ^algu ^cua ^cie eros$ aba$ aban$ ados$ adas$ idos$ idas$ illo$ ^estu ^otr arlo$ arme$
cao$ coes$ sao$ lho$ lha$ nho$ nha$ dade$ dades$ agem$ eira$ eiro$ eiras$ ei$ eram$ avam$ mento$ mentos$ ^nao ^muit ^fiz ^nenh
ncia$ ncias$ eis$ ^gost zione$ zioni$ issim ggio zze$ zzo$ elli$ ucch cchi ^nell glia$ glie$ anno$ enno$ ono$ evo$ evano$ ati$
uta$ iti$ iva$ zia$ ezza$ enza$ abile$ ibile$ iamo$ ieuw eeuw oei aar$ tje$ tjes$ heid$ heden$ gd$ kt$ ijk ijn ooi aai ^geb
^verk ^onz ^bez ^bij ^uit ^aan ^voor ^zij ende$ sch$ schap$ uw$ ^vr ^vl kken$ nnen$ rken$ ksel eken$ eren$ eerd$ aald oede oek
oep oeg`,
};

/** The words of a list, sorted. */
export function listedWords(list: WordList): string[] {
  return LISTS[list].split(/\s+/).sort();
}

/** The file that the Worker bundles. */
function listsSource(): string {
  const lists = WORD_LISTS.map((list) => packWords(listedWords(list))).join(';');
  return sourceOf(
    ['The lists of `WORD_LISTS`, made by `test/golden/languagewords.ts`, where they are written.'],
    { PACKED_LISTS: packText(lists) },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(LISTS_FILE, listsSource());
