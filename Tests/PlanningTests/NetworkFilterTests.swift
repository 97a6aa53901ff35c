import Addresses
import Model
import Testing

@testable import Planning

/// Checks of the senders of packets, `rp_filter`, on a host in memory.
@Suite("The check of senders at an interface")
struct NetworkFilterTests {
    private static func wanted(
        _ filter: ReversePathFilter?, _ manage: NodeNetwork.Management = .all,
        kind: NetworkInterface.Kind? = nil
    ) -> Desired {
        var interface = NetworkInterface(name: "eth1", addresses: ["10.1.0.21/24"], kind: kind)
        interface.reversePathFilter = filter
        var desired = Desired(addresses: nil)
        desired.network = NodeNetwork(manage: manage, interfaces: [interface])
        return desired
    }

    private static func host(
        _ present: ReversePathFilter = .strict, ledger: NetworkLedger = NetworkLedger(),
        _ change: (inout NetworkState) -> Void = { _ in }
    ) -> Observed {
        var state = NetworkState()
        state.links["eth1"] = NetworkLink(index: 2)
        state.links["eth1"]?.reversePathFilter = present
        state.addresses["10.1.0.21/24 on eth1"] = .ours
        (state.commonFilter, state.defaultFilter) = (.off, .off)
        change(&state)
        var observed = Observed(interfaces: Set(state.links.keys))
        observed.network = state
        observed.ledger.network = ledger
        return observed
    }

    private static func steps(_ observed: Observed, _ desired: Desired) -> [String] {
        plan(from: observed, to: desired).steps.map(\.description)
    }

    /// A ledger with the check that Ballast has set.
    private static func set(
        _ current: ReversePathFilter, from former: ReversePathFilter
    ) -> NetworkLedger {
        var ledger = NetworkLedger()
        ledger.filters["eth1"] = FormerFilter(former: former, current: current)
        return ledger
    }

    @Test("the check is set once, and the former one is put back when the key is gone")
    func life() throws {
        var observed = Self.host()
        let first = plan(from: observed, to: Self.wanted(.loose)).steps
        #expect(first.map(\.description) == ["~ rp_filter of eth1 strict -> loose"])
        observed.ledger = observed.ledger.recording(first, desired: Self.wanted(.loose))
        for step in first { observed.apply(step) }
        #expect(observed.ledger.network == Self.set(.loose, from: .strict))
        #expect(Self.steps(observed, Self.wanted(.loose)) == [])
        // Another check of the document returns to the same one.
        let second = plan(from: observed, to: Self.wanted(.off)).steps
        observed.ledger = observed.ledger.recording(second, desired: Self.wanted(.off))
        for step in second { observed.apply(step) }
        #expect(observed.ledger.network == Self.set(.off, from: .strict))
        let last = plan(from: observed, to: Self.wanted(nil))
        #expect(
            last.steps.map(\.description)
                == ["~ rp_filter of eth1 off -> strict, as before Ballast set it"])
        for step in last.steps { observed.apply(step) }
        #expect(Self.steps(observed, Self.wanted(nil)) == [])
        let pruned = observed.ledger.pruned(observed: observed, desired: Self.wanted(nil))
        #expect(pruned.network.filters == [:])
    }

    @Test("a check that another program has set since stays")
    func foreign() {
        let observed = Self.host(.off, ledger: Self.set(.loose, from: .strict))
        #expect(Self.steps(observed, Self.wanted(nil)) == [])
        let pruned = observed.ledger.pruned(observed: observed, desired: Self.wanted(nil))
        #expect(pruned.network.filters == [:])
    }

    @Test("a new interface has the kernel's check at first")
    func fresh() {
        let observed = Self.host {
            $0.links["eth1"] = nil
            $0.defaultFilter = .strict
        }
        let steps = Self.steps(observed, Self.wanted(.loose, kind: .dummy))
        #expect(steps.contains("~ rp_filter of eth1 strict -> loose"), "\(steps)")
        #expect(
            !Self.steps(observed, Self.wanted(.strict, kind: .dummy)).contains {
                $0.contains("rp_filter")
            })
    }

    @Test("a larger common check counts, and other interfaces than its own stay as they are")
    func notes() {
        let common = plan(
            from: Self.host(.off) { $0.commonFilter = .strict }, to: Self.wanted(.off))
        #expect(
            common.notes == [
                "net.ipv4.conf.all.rp_filter is 1, and the larger number counts: senders at eth1"
                    + " are checked as `reversePathFilter: strict`"
            ])
        let kept = plan(from: Self.host(), to: Self.wanted(.loose, .addresses))
        #expect(kept.steps.isEmpty)
        #expect(
            kept.notes == [
                "eth1 differs, and `manage: addresses` keeps it: reversePathFilter strict -> loose"
            ])
    }

    @Test("a bond without a carrier is noted, with the reason")
    func silence() {
        func notes(_ mode: BondSettings.Mode, _ hasCarrier: Bool) -> [String] {
            let bond = BondSettings(mode: mode, members: ["eth0", "eth1"])
            var desired = Desired(addresses: nil)
            desired.network = NodeNetwork(
                interfaces: [NetworkInterface(name: "bond0", kind: .bond(bond))])
            var state = NetworkState()
            for (index, name) in ["eth0", "eth1"].enumerated() {
                state.links[name] = NetworkLink(index: Int32(index + 1), hasCarrier: hasCarrier)
                state.links[name]?.master = "bond0"
            }
            state.links["bond0"] = NetworkLink(index: 9, kind: "bond", hasCarrier: false)
            var settings = bond
            settings.members = []
            state.links["bond0"]?.bond = settings
            var observed = Observed(interfaces: Set(state.links.keys))
            observed.network = state
            return plan(from: observed, to: desired).notes
        }
        #expect(
            notes(.ieee8023AD, true)
                == ["bond0 has no carrier: no switch answers LACP at eth0, eth1"])
        #expect(
            notes(.activeBackup, false)
                == ["bond0 has no carrier: none of its members has one"])
    }
}
