import Replication
import Testing

@Suite("Version vectors")
struct VersionVectorTests {
    @Test("the order of two vectors is by what each has seen, not by sums")
    func order() {
        typealias Counts = [String: UInt64]
        let table: [(Counts, Counts, VersionVector.Order)] = [
            ([:], [:], .same), (["a": 1], [:], .newer), ([:], ["a": 1], .older),
            (["a": 1], ["a": 1], .same), (["a": 2], ["a": 1], .newer),
            (["a": 9], ["b": 1], .concurrent), (["a": 2, "b": 1], ["a": 1, "b": 2], .concurrent),
            (["a": 2, "b": 1], ["a": 2], .newer), (["a": 0], [:], .same),
        ]
        for (first, second, order) in table {
            let (left, right) = (VersionVector(first), VersionVector(second))
            #expect(left.compared(to: right) == order, "\(left) / \(right)")
        }
    }
}
