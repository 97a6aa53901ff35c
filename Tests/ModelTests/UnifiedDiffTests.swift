import Model
import Seeds
import Testing

@Suite("Differences of two texts")
struct UnifiedDiffTests {
    @Test("the lines are those of diff -u")
    func lines() {
        let old = (1...20).map { "\($0)\n" }.joined()
        let new = old.replacing("\n3\n", with: "\n3a\n3b\n").replacing("\n17\n", with: "\n")
        #expect(
            UnifiedDiff(from: old, to: new).lines == [
                "@@ -1,6 +1,7 @@", " 1", " 2", "-3", "+3a", "+3b", " 4", " 5", " 6",
                "@@ -14,7 +15,6 @@", " 14", " 15", " 16", "-17", " 18", " 19", " 20",
            ])
        #expect(UnifiedDiff(from: old, to: old).lines == [])
        #expect(
            UnifiedDiff(from: "a\n", to: "a").lines == [
                "@@ -1 +1 @@", "-a", "+a", "\\ No newline at end of file",
            ])
        #expect(UnifiedDiff(from: "", to: "a\n").lines == ["@@ -0,0 +1 @@", "+a"])
    }

    @Test("the lines turn the one text into the other", arguments: 0..<200)
    func patches(_ seed: Int) throws {
        var numbers = SeededNumbers(seed: seed)
        func text() -> String {
            (0..<Int.random(in: 0...30, using: &numbers))
                .map { _ in numbers.pick(["a\n", "b\n", "c\n", "\n"]) }.joined()
        }
        let (old, new) = (text(), text())
        let lines = UnifiedDiff(from: old, to: new).lines
        #expect(try Self.patched(old, lines) == new, "seed \(seed)")
    }

    @Test("texts without common lines are replaced as a whole, without a search by their square")
    func large() throws {
        let old = (0..<20_000).map { "a\($0)\n" }.joined()
        let new = (0..<20_000).map { "b\($0)\n" }.joined()
        let lines = UnifiedDiff(from: old, to: new).lines
        #expect(lines.count == 40_001)
        #expect(try Self.patched(old, lines) == new)
        // A few changes far from each other are found in a long text too.
        let edited = old.replacing("a7\n", with: "x\n").replacing("a19000\n", with: "y\n")
        #expect(UnifiedDiff(from: old, to: edited).lines.count { $0.hasPrefix("+") } == 2)
    }

    /// Returns a text after the changes of hunks.
    private static func patched(_ text: String, _ lines: [String]) throws -> String {
        let old = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        var (place, result): (Int, [Substring]) = (0, [])
        for line in lines {
            if line.hasPrefix("@@") {
                let words = line.dropFirst(4).split { $0 == "," || $0 == " " }
                let begin = try #require(Int(words[0]))
                let isEmpty = words[1] == "0"
                let next = isEmpty ? begin : begin - 1
                result += old[place..<next]
                place = next
                continue
            }
            if line.hasPrefix("+") { result.append(line.dropFirst()) } else { place += 1 }
            if line.hasPrefix(" ") {
                #expect(old[place - 1] == line.dropFirst())
                result.append(line.dropFirst())
            }
        }
        return (result + old[place...]).map { "\($0)\n" }.joined()
    }
}
