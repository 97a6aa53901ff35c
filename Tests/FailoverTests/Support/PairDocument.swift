/// A document of two nodes with a virtual address.
///
/// - Parameter failover: further lines of `cluster.failover`.
func document(_ failover: [String] = []) -> String {
    """
    version: 1
    cluster:
      name: pair
      nodes:
        - {name: a, address: 10.9.0.1, priority: 150}
        - {name: b, address: 10.9.0.2, priority: 100}
      failover:
        interval: 200ms
        links: [{interface: eth0}]
    \(failover.map { "    \($0)\n" }.joined())\(address)
    """
}

/// A document without failover, with the same virtual address.
let single = "version: 1\n\(address)"

private let address = """
    virtualAddresses:
      - {address: \(Balancers.address)/24, interface: eth0}

    """
