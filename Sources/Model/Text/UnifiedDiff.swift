/// The differences between two texts in the unified form, without the names of files.
///
/// **Source:** POSIX, `diff -u`.
public struct UnifiedDiff: Sendable {
    /// The hunks: a line with the places, then lines with a space, `-` or `+` before them.
    public let lines: [String]

    /// The equal lines around a change.
    private static let context = 3

    /// A line of both texts.
    private struct Line {
        var sign: Character
        var text: Substring
        /// The numbers of the line in both texts, from 0, or of the next one that a text has.
        var places: (old: Int, new: Int)
    }

    /// Compares two texts.
    public init(from old: String, to new: String) {
        let script = Self.script(Self.split(old), Self.split(new))
        let changed = script.indices.filter { script[$0].sign != " " }
        var (lines, index): ([String], Int) = ([], 0)
        while index < changed.count {
            let begin = max(0, changed[index] - Self.context)
            while index + 1 < changed.count,
                changed[index + 1] - changed[index] <= 2 * Self.context + 1
            {
                index += 1
            }
            let end = min(script.count, changed[index] + Self.context + 1)
            lines += Self.hunk(script[begin..<end])
            index += 1
        }
        self.lines = lines
    }

    /// Returns the lines of a text, each with its end.
    private static func split(_ text: String) -> [Substring] {
        var lines: [Substring] = []
        var rest = text[...]
        while let end = rest.firstIndex(of: "\n") {
            let next = rest.index(after: end)
            lines.append(rest[..<next])
            rest = rest[next...]
        }
        return rest.isEmpty ? lines : lines + [rest]
    }

    /// The most different lines that are looked for one by one: the search of the standard library
    /// takes memory and time by their square.
    private static let limit = 4000

    /// Whether two texts can have few different lines; false: the part is replaced as a whole.
    private static func isSmall(
        _ old: ArraySlice<Substring>, _ new: ArraySlice<Substring>
    ) -> Bool {
        if old.count + new.count <= limit { return true }
        var surplus: [Substring: Int] = [:]
        for line in old { surplus[line, default: 0] += 1 }
        for line in new { surplus[line, default: 0] -= 1 }
        return surplus.values.reduce(0) { $0 + abs($1) } <= limit
    }

    /// Returns all lines of both texts in order.
    private static func script(_ old: [Substring], _ new: [Substring]) -> [Line] {
        let same = zip(old, new).prefix { $0 == $1 }.count
        let rest = min(old.count, new.count) - same
        let tail = zip(old.reversed(), new.reversed()).prefix(rest).prefix { $0 == $1 }.count
        let (before, after) = (old[same..<(old.count - tail)], new[same..<(new.count - tail)])
        var (removed, inserted) = (Set(before.indices), Set(after.indices))
        if isSmall(before, after) {
            let changes = after.difference(from: before)
            removed = Set(changes.removals.map { same + $0.place })
            inserted = Set(changes.insertions.map { same + $0.place })
        }
        var (lines, i, j): ([Line], Int, Int) = ([], 0, 0)
        while i < old.count || j < new.count {
            if removed.contains(i) {
                lines.append(Line(sign: "-", text: old[i], places: (i, j)))
                i += 1
            } else if inserted.contains(j) {
                lines.append(Line(sign: "+", text: new[j], places: (i, j)))
                j += 1
            } else {
                lines.append(Line(sign: " ", text: old[i], places: (i, j)))
                i += 1
                j += 1
            }
        }
        return lines
    }

    private static func hunk(_ lines: ArraySlice<Line>) -> [String] {
        guard let first = lines.first else { return [] }
        let old = range(first.places.old, lines.count { $0.sign != "+" })
        let new = range(first.places.new, lines.count { $0.sign != "-" })
        return ["@@ -\(old) +\(new) @@"]
            + lines.flatMap { line in
                line.text.last == "\n"
                    ? ["\(line.sign)\(line.text.dropLast())"]
                    : ["\(line.sign)\(line.text)", "\\ No newline at end of file"]
            }
    }

    /// "3,7": the first line from 1, and the number of lines; an empty range has the line before.
    private static func range(_ first: Int, _ count: Int) -> String {
        count == 1 ? "\(first + 1)" : "\(count == 0 ? first : first + 1),\(count)"
    }
}

extension CollectionDifference.Change {
    /// The position of the element.
    fileprivate var place: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
