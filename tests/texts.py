"""Short articles of ours on topics that nobody wrote a rule for; the long ones in `quarrels/` a stranger wrote."""

from pathlib import Path

COUNCIL = (
    "Ashford council votes to close library\n\n"
    "The Ashford City Council voted on Tuesday to close the Mill Road library. Mayor Denise Okafor said "
    'the city could no longer afford it. "I grew up in that library," she said. "But we have no choice."\n\n'
    "Councillor Raj Patel accused the mayor of hiding a report. He said the council had been told of "
    "cheaper plans. Friends of Ashford Libraries, a charity, will appeal. The charity's chair, Helen "
    "Stroud, said it had raised the money."
)

TRANSFER = (
    "Rovers sign Brazilian striker\n\n"
    "Northport Rovers have signed the striker Thiago Menezes from Atletico Verde for 30 million euros. "
    'Menezes, 24, scored 18 goals last season. He will wear number nine. "I am very happy," Menezes told '
    "Sport Weekly. His agent, Carla Duarte, thanked the club. Rovers manager Alan Pierce said he had "
    "wanted the player for a year."
)

LAWSUIT = (
    "Helix sues Quantor over battery patents\n\n"
    "Helix Energy filed a lawsuit against Quantor Motors in Delaware on Monday. Helix said Quantor had "
    'copied its battery design. Quantor denied the claim. "They never showed us a patent," said Maria '
    "Lindqvist, the company's chief lawyer. Judge Aaron Feld will hear the case in May. Quantor's shares "
    "fell."
)

COUP = (
    "Soldiers seize power in Zambora\n\n"
    "Soldiers led by General Tomas Adeyo seized the palace in Zambora's capital early on Friday. "
    "President Lucien Mbale was arrested. Adeyo said the constitution was suspended. He promised "
    'elections. The African Union condemned the coup. France called on the general to release Mbale. "I '
    'will not resign," Mbale told Radio Liberte before his arrest.'
)

FISH = (
    "Faroes close ports to Norwegian skippers\n\n"
    "The Faroese minister Høgni Hoydal said on Monday that Norway had broken the mackerel deal. The Faroe "
    "Islands will close their ports. Oslo called the step unlawful. Hoydal said he would not yield."
)

STRIKE = (
    "Dockers walk out at Port Larsen\n"
    "\n"
    "Dockers at Port Larsen stopped work on Monday after the Harbour Workers' Union accused Larsen "
    "Terminals of cutting their pay. The union's leader, Ingrid Solberg, said the company had "
    "broken its word. Larsen Terminals rejected the accusation and threatened to sue the union. "
    '"They are lying to their own members," said its director, Paul Harding.\n'
    "\n"
    "Solberg called Harding a bully. She urged the city council to condemn the company. The council "
    "refused to support either side, but Mayor Tom Ek criticised Larsen Terminals for ignoring the "
    "workers. Harding attacked the mayor on Tuesday. He warned Ek that the company would leave the "
    "city.\n"
    "\n"
    "The Seamen's League backs the Harbour Workers' Union and has sent it money. Its ships will not "
    "serve Larsen Terminals. Harding accused the League of blackmail. A judge ordered the union to "
    "let two ships pass, and police removed Solberg from the gate.\n"
)

BORDER = (
    "Karvia shells Ostrel after border raid\n"
    "\n"
    "Karvian artillery shelled the Ostrelian town of Mirek on Thursday, killing four people. Ostrel "
    "accused Karvia of aggression and recalled its ambassador. Karvia's defence minister, Jan "
    "Holub, said that Ostrelian fighters had attacked a Karvian post on Wednesday. Ostrel denied "
    "the claim.\n"
    "\n"
    "The United Nations condemned Karvia. Its envoy, Maria Santos, asked both sides to stop "
    "fighting. Germany imposed sanctions on Karvia and promised to help Ostrel. Hungary defended "
    "Karvia and blocked the sanctions of the European Union. Holub thanked Hungary and called "
    "Germany a liar.\n"
    "\n"
    "Ostrel's president, Eva Novak, travelled to Berlin to meet Chancellor Merz. Germany will "
    "supply Ostrel with weapons. Karvia warned Germany against sending them.\n"
)

MERGER = (
    "Brandt Foods fights takeover by Olvera\n"
    "\n"
    "Olvera Group launched a hostile bid for Brandt Foods on Monday. Brandt Foods rejected the "
    "offer and accused Olvera of misleading its shareholders. Olvera's chief executive, Luis "
    "Ortega, dismissed the charge. He criticised the board of Brandt Foods and attacked its "
    "chairman, Helga Brandt.\n"
    "\n"
    "Brandt asked the Cartel Office to stop Olvera. The Cartel Office is investigating Olvera. "
    "Nordbank, which owns a fifth of Brandt Foods, supports Ortega. Brandt called Nordbank a "
    "traitor. Her company sued Olvera in Hamburg on Wednesday, and Olvera threatened to sue Brandt "
    "Foods in turn. The union at Brandt Foods opposes Olvera and backs Helga Brandt.\n"
)

EVERY = {"council": COUNCIL, "transfer": TRANSFER, "lawsuit": LAWSUIT, "coup": COUP, "fisheries": FISH}
QUARRELS = {"strike": STRIKE, "border": BORDER, "merger": MERGER} | {
    path.stem: path.read_text(encoding="utf-8") for path in sorted(Path(__file__).with_name("quarrels").glob("*.txt"))
}
