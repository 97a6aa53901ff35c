import Addresses

/// On web1, web2 and web3: TCP ports 80 and 443 of every address, UDP port 80 of each address that
/// IPVS may send to.
public let standardPlaces: [Servers.Place] = (1...3).flatMap { number -> [Servers.Place] in
    let host = "web\(number)"
    let networks = ["10.0.0.1\(number)", "10.0.1.1\(number)", "10.0.2.1\(number)"]
    let virtual = (101...109).map { "10.0.0.\($0)" } + (111...119).map { "10.0.0.\($0)" }
    let datagrams = (networks + virtual + ["2001:db8:1::1\(number)", "2001:db8::101"])
        .compactMap { IPAddress($0) }
        .map { Servers.Place(host, Endpoint($0, port: 80), datagrams: true) }
    let streams = ["0.0.0.0", "::"].compactMap { IPAddress($0) }
        .flatMap { address in
            [80, 443].map { Servers.Place(host, Endpoint(address, port: $0)) }
        }
    return streams + datagrams
}
