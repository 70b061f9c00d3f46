#!/usr/bin/env python3
"""Two sets of noisy records of persons, with the truth: nothing is needed but Python.

    benches/names.py 1000000 target/names

Writes a.csv and b.csv (id, name, year, city) and truth.csv (a, b). Names and towns are made of syllables and drawn
unevenly, as real ones are: some are very common. Seven in ten of b are damaged copies out of a, each with one to three
of: a typing error in the first or last name, `Last, First`, an initial for the first name, lost accents, a year one off
or missing, a town misspelt or missing. The others are somebody else. The same number always gives the same bytes."""
import csv
import os
import random
import sys
import unicodedata

ONSETS = "b br c ch d dr f g gr h j k kr l m n p pr r s sch st t tr v w y z".split() + ["", ""]
NUCLEI = "a e i o u ai ei ou á é í ö ü".split()
CODAS = ["", "", "", "n", "r", "s", "l", "t", "m", "ck", "nd", "rt"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def invent(rng, count, least, most, endings):
    """So many different words of syllables, in the order they came up."""
    words = {}
    while len(words) < count:
        parts = (rng.choice(ONSETS) + rng.choice(NUCLEI) + rng.choice(CODAS) for _ in range(rng.randint(least, most)))
        words["".join(parts).capitalize() + rng.choice(endings)] = None
    return list(words)


def slip(rng, word):
    """One typing error inside the word: another letter, one less, one twice, or two that changed place."""
    if len(word) < 3:
        return word
    at, kind = rng.randrange(1, len(word) - 1), rng.randrange(4)
    before, here, after = word[:at], word[at], word[at + 1:]
    if kind == 0:
        return before + rng.choice(LETTERS) + after
    if kind == 1:
        return before + after
    if kind == 2:
        return before + here + here + after
    return before + after[0] + here + after[1:]


def plain(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def damage(rng, person):
    first, last, year, city = person
    inverted = False
    for _ in range(rng.choice((1, 1, 2, 3))):
        chance = rng.random()
        if chance < 0.25:
            last = slip(rng, last)
        elif chance < 0.45:
            first = slip(rng, first)
        elif chance < 0.55:
            inverted = True
        elif chance < 0.62:
            first = first[0] + "."
        elif chance < 0.75:
            first, last, city = plain(first), plain(last), plain(city)
        elif chance < 0.83:
            year = year and year + rng.choice((-1, 1))
        elif chance < 0.88:
            year = ""
        elif chance < 0.94:
            city = slip(rng, city)
        else:
            city = ""
    return [f"{last}, {first}" if inverted else f"{first} {last}", year, city]


def main(count, folder):
    os.makedirs(folder, exist_ok=True)
    rng = random.Random(20)
    firsts = invent(rng, 20_000, 2, 3, ["", "", "a", "o", "e"])
    lasts = invent(rng, 80_000, 2, 4, ["", "", "er", "son", "ov", "ski"])
    cities = invent(rng, 20_000, 2, 3, ["burg", "ton", "grad", "ville", "", " am See"])

    def draw(words):
        return words[int(len(words) * rng.random() ** 2)]

    def person():
        return draw(firsts), draw(lasts), rng.randint(1920, 2004), draw(cities)

    people = [person() for _ in range(count)]
    copies = [(at, damage(rng, people[at])) for at in rng.sample(range(count), count * 7 // 10)]
    others = [(None, damage(rng, person())) for _ in range(count - len(copies))]
    second = copies + others
    rng.shuffle(second)

    def table(name, head, rows):
        with open(os.path.join(folder, name), "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(rows)

    head = ["id", "name", "year", "city"]
    table("a.csv", head, ([f"a{at}", f"{p[0]} {p[1]}", p[2], p[3]] for at, p in enumerate(people)))
    table("b.csv", head, ([f"b{at}", *row] for at, (_, row) in enumerate(second)))
    table("truth.csv", ["a", "b"], ([f"a{of}", f"b{at}"] for at, (of, _) in enumerate(second) if of is not None))


if len(sys.argv) != 3 or not sys.argv[1].isdigit():
    sys.exit("usage: benches/names.py COUNT FOLDER")
main(int(sys.argv[1]), sys.argv[2])
