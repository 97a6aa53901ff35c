import Foundation
import Model
import Seeds
import Testing

@testable import Health

@Suite("The latest results")
struct CheckHistoryTests {
    private static func result(_ number: Int, seen: String) -> CheckResult {
        CheckResult(
            time: Int64(number), number.isMultiple(of: 3) ? .failed : .passed, phase: .receive,
            duration: .microseconds(number), expected: "status 200", seen: seen, weight: number % 2)
    }

    @Test("they are what was put in, the latest only, whatever was found how often")
    func contents() {
        var random = SeededNumbers(seed: 7)
        var history = CheckHistory()
        var all: [CheckResult] = []
        for number in 0..<2_000 {
            // Now the same over and over, now each another.
            let text = number / 100 % 2 == 0 ? random.pick(["200", "503", "reset"]) : "\(number)"
            let result = Self.result(number, seen: text)
            history.append(result, limit: VerdictMachine.memory)
            all = (all + [result]).suffix(VerdictMachine.memory)
            #expect(Array(history) == all)
        }
    }

    @Test("two are the same when their results are, and come back from JSON")
    func equality() throws {
        var (left, right) = (CheckHistory(), CheckHistory())
        // The first finding of one is forgotten by the other.
        left.append(Self.result(1, seen: "old"), limit: 2)
        for number in 2...3 {
            left.append(Self.result(number, seen: "new"), limit: 2)
            right.append(Self.result(number, seen: "new"), limit: 2)
        }
        #expect(left == right && left.hashValue == right.hashValue)
        let data = try JSONEncoder().encode(left)
        #expect(try JSONDecoder().decode(CheckHistory.self, from: data) == right)
        #expect(try JSONDecoder().decode([CheckResult].self, from: data) == Array(left))
        right.append(Self.result(4, seen: "new"), limit: 2)
        #expect(left != right)
    }
}
