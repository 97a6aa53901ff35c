import Addresses
import Model
import Testing

/// Marks that Ballast allocates.
@Suite("Automatic firewall marks")
struct MarkRangeTests {
    private static func spec(_ names: [String], _ range: MarkRange = MarkRange()) -> Spec {
        var spec = Spec(
            services: names.map { name in
                var service = Service(name: name, key: .mark(0, .ipv4))
                service.hasAutomaticMark = true
                return service
            })
        var firewall = Firewall()
        firewall.markRange = range
        spec.firewall = firewall
        return spec
    }

    private static func marks(_ spec: Spec) -> [String: UInt32] {
        var spec = spec
        spec.allocateMarks()
        return Dictionary(
            uniqueKeysWithValues: spec.services.compactMap { service in
                guard case .mark(let mark, _) = service.key else { return nil }
                return (service.name, mark)
            })
    }

    private static let names = (0..<500).map { "service-\($0)" }

    @Test("each name has a mark of its own in the range, whatever the order")
    func distinct() {
        let marks = Self.marks(Self.spec(Self.names))
        #expect(Set(marks.values).count == Self.names.count)
        #expect(marks.values.allSatisfy { (0x4000_0000...0x4fff_ffff).contains($0) })
        #expect(Self.marks(Self.spec(Self.names.reversed())) == marks)
    }

    @Test("a mark stays when services are added, removed or moved")
    func stable() {
        let marks = Self.marks(Self.spec(Self.names))
        for name in Self.names.prefix(50) {
            #expect(Self.marks(Self.spec([name])) == [name: marks[name] ?? 0])
        }
        let half = Self.marks(Self.spec(Array(Self.names.suffix(250))))
        #expect(half.allSatisfy { marks[$0.key] == $0.value })
    }

    @Test("the mark of a name never changes between versions")
    func kept() {
        #expect(Self.marks(Self.spec(["shop"])) == ["shop": 1_314_599_903])
    }

    @Test("a mark that the document names is not allocated, to the service or to the packets")
    func explicit() {
        let mark = Self.marks(Self.spec(["shop"]))["shop"] ?? 0
        var spec = Self.spec(["shop"])
        spec.services.append(Service(name: "old", key: .mark(mark, .ipv6)))
        #expect(Self.marks(spec)["old"] == mark)
        #expect(Self.marks(spec)["shop"] != mark)
        spec = Self.spec(["shop"])
        spec.firewall?.marks = [Firewall.Mark(mark: mark, addresses: [])]
        #expect(Self.marks(spec)["shop"] != mark)
    }

    @Test("a small range is used up, and one service too many has no mark")
    func full() {
        let range = MarkRange(first: 7, last: 9)
        let marks = Self.marks(Self.spec(["a", "b", "c"], range))
        #expect(Set(marks.values) == [7, 8, 9])
        let more = Self.marks(Self.spec(["a", "b", "c", "d"], range))
        #expect(more["d"] == 0)
        #expect(more.filter { $0.key != "d" } == marks)
        #expect(Self.marks(Self.spec(["a"], MarkRange(first: 9, last: 7))) == ["a": 0])
        let all = MarkRange(first: 1, last: .max)
        #expect(Self.marks(Self.spec(["a"], all))["a"] != 0)
    }

    @Test("packets for a service get its mark, and a second allocation changes nothing")
    func named() {
        var spec = Self.spec(["shop"])
        var mark = Firewall.Mark(mark: 0, addresses: [])
        mark.service = "shop"
        spec.firewall?.marks = [mark]
        mark.service = "old"
        spec.firewall?.marks.append(mark)
        mark.service = "none"
        spec.firewall?.marks.append(mark)
        spec.services.append(Service(name: "old", key: .mark(3, .ipv4)))
        spec.allocateMarks()
        #expect(spec.firewall?.marks.map(\.mark) == [Self.marks(spec)["shop"] ?? 0, 3, 0])
        var again = spec
        again.allocateMarks()
        #expect(again == spec)
    }
}
