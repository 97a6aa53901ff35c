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

    @Test("passed checks without a text take seven bytes each")
    func size() {
        var history = CheckHistory()
        for number in 0..<100 {
            history.append(
                CheckResult(
                    time: 1_700_000_000_000 + Int64(number) * 10_000, .passed, phase: .connect,
                    duration: .microseconds(1_900)),
                limit: VerdictMachine.memory)
        }
        #expect(history.findings.isEmpty)
        #expect(history.bytes.count <= 1 + 7 * VerdictMachine.memory)
        #expect(history.last?.time == 1_700_000_990_000)
    }

    @Test("times may be anything: a clock that was set back, or is broken")
    func times() {
        let times: [Int64] = [5, -7, .max, .min, 0, .min, .max, 1_700_000_000_000, 3, 3]
        var history = CheckHistory()
        for limit in [20, 4] {
            for time in times {
                history.append(
                    CheckResult(time: time, .passed, duration: .nanoseconds(time & 0xffff)),
                    limit: limit)
            }
            #expect(history.map(\.time) == Array(times.suffix(limit == 20 ? 10 : 4)))
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
