import Addresses
import Glibc
import Model
import Planning

@testable import Kernel

/// A host in a namespace with the interfaces m1 and m2, whose other ends are in a bridge of
/// another namespace.
struct NetworkSite {
    /// The other namespace, as an open descriptor.
    let far: Int32
    /// The desired state.
    private var desired = Desired(addresses: nil)
    /// The ledger, as it would be on disk.
    private(set) var ledger = Ledger()
    let host: KernelHost

    /// Whether the kernel has bonds and VLANs.
    static let hasBonds: Bool =
        Namespace.isAvailable
        && (try? Namespace.fresh {
            try Namespace.run(
                "modprobe -qa bonding 8021q dummy; ip link add b9 type bond && ip link add d9"
                    + " type dummy && ip link add v9 link d9 type vlan id 9")
        }) != nil

    /// Runs the body on a host of its own; the namespace of the calling thread is its.
    static func with(_ body: (inout NetworkSite) throws -> Void) throws {
        try Namespace.fresh {
            let far = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
            defer { close(far) }
            try Namespace.fresh {
                let path = "/proc/\(getpid())/fd/\(far)"
                try Namespace.run(
                    """
                    set -e
                    for n in 1 2; do ip link add m$n type veth peer name p$n netns \(path); done
                    nsenter --net=\(path) sh -ec '
                        ip link add br0 type bridge forward_delay 0
                        for n in 1 2; do ip link set p$n master br0 up; done
                        ip link set br0 up
                        ip addr add 10.5.0.2/24 dev br0
                        ip addr add 2001:db8:5::2/64 dev br0 nodad'
                    """)
                var site = NetworkSite(far: far, host: try KernelHost())
                try body(&site)
            }
        }
    }

    private init(far: Int32, host: KernelHost) {
        self.far = far
        self.host = host
    }

    /// Changes the document.
    mutating func want(_ network: NodeNetwork?) {
        desired.network = network
        host.network = network
    }

    /// Looks and plans.
    func plan() throws -> Plan {
        var observed = try host.observe(Scope(domains: [.network, .address]))
        observed.ledger = ledger
        return Planning.plan(from: observed, to: desired)
    }

    /// The steps of a plan, as printed.
    func steps() throws -> [String] { try plan().steps.map(\.description) }

    /// Plans and applies; the outcomes that are no success.
    @discardableResult
    mutating func apply() throws -> [Outcome] {
        let steps = try plan().steps
        let earlier = ledger
        ledger = ledger.recording(steps, desired: desired)
        let outcomes = host.apply(steps)
        ledger = ledger.correcting(outcomes, earlier: earlier)
        return outcomes.filter { !$0.succeeded }
    }

    /// Runs a command in the other namespace.
    @discardableResult
    func beyond(_ command: String) throws -> String {
        try Namespace.inside(far) { try Namespace.run(command) }
    }

    /// Whether the host reaches an address, tried for five seconds.
    func reaches(_ address: String) -> Bool {
        (1...10).contains { _ in
            (try? Namespace.run("ping -n -q -c 1 -W 1 \(address)")) != nil
        }
    }
}
