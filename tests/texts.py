"""Short articles of ours on topics that nobody wrote a rule for."""

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

EVERY = {"council": COUNCIL, "transfer": TRANSFER, "lawsuit": LAWSUIT, "coup": COUP, "fisheries": FISH}
