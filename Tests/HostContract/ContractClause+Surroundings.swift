import Addresses
import Model

extension ContractClause {
    static let surroundings = [
        ContractClause("a sysctl is observed as it was set") { bench in
            let sysctl = Sysctl.expireNoDestinationConnection
            guard let before = try bench.observe().sysctls[sysctl] else { return }
            for value: SysctlValue in [1, 0, before] {
                try bench.make([.setting(.setSysctl(sysctl, to: value, from: before))])
                try bench.expect(try bench.observe().sysctls[sysctl], value, "\(sysctl.rawValue)")
            }
        },
        ContractClause("a sysctl of two numbers has two") { bench in
            let sysctl = Sysctl.syncThreshold
            guard let before = try bench.observe().sysctls[sysctl] else { return }
            try bench.expect(before.numbers.count, 2, "numbers")
            for value in [SysctlValue([5, 60]), before] {
                try bench.make([.setting(.setSysctl(sysctl, to: value, from: before))])
                try bench.expect(try bench.observe().sysctls[sysctl], value, "\(sysctl.rawValue)")
            }
        },
        ContractClause("timeouts are set, and 0 leaves one as it is") { bench in
            guard let before = try bench.observe().timeouts else {
                throw ContractBreach("timeouts are not observed")
            }
            try bench.make([
                .setting(
                    .setTimeouts(IPVSTimeouts(tcp: 1000, tcpFin: 100, udp: 200), from: before)),
                .setting(.setTimeouts(IPVSTimeouts(udp: 250), from: before)),
            ])
            let wanted = IPVSTimeouts(tcp: 1000, tcpFin: 100, udp: 250)
            try bench.expect(try bench.observe().timeouts, wanted, "the timeouts")
            try bench.make([.setting(.setTimeouts(before, from: wanted))])
        },
        ContractClause("an address is put on its interface, announced, and taken off") { bench in
            for address in bench.ground.addresses {
                let before = try bench.observe()
                try bench.expect(before.addresses[address] == nil, true, "\(address) is free")
                try bench.claim(
                    before.interfaces.contains(address.interface), "no \(address.interface)")
                try bench.make([.address(.add(address))])
                let origin = try bench.observe().addresses[address]
                try bench.claim(origin != nil, "\(address) is not there")
                if bench.ground.keepsOrigins {
                    try bench.expect(origin, .ours, "the origin of \(address)")
                }
                let results = try bench.apply([
                    .address(.add(address)), .address(.announce(address)),
                ])
                try bench.expect(results[0], .alreadySo, "adding \(address) again")
                try bench.claim(
                    results[1] == .done || results[1] == .alreadySo, "announced: \(results[1])")
                try bench.make([.address(.remove(address))])
                try bench.expect(
                    try bench.observe().addresses[address] == nil, true, "\(address) is gone")
                try bench.expect(
                    try bench.apply([.address(.remove(address))]), [.alreadySo], "removing again")
            }
        },
        ContractClause("an address can't be put on an interface that is not there") { bench in
            guard let address = bench.ground.addresses.first else { return }
            let nowhere = InterfaceAddress(interface: "nosuch0", prefix: address.prefix)
            _ = try bench.refused(.address(.add(nowhere)))
        },
        ContractClause("what does not change is observed the same") { bench in
            let key = ContractGround.web
            try bench.make([
                .ipvs(.addService(VirtualService(key: key))),
                .ipvs(.addDestination(ContractGround.destination(1, of: key), to: key)),
            ])
            let one = try bench.observe(.services([key]))
            try bench.expect(try bench.observe(.services([key])), one, "the second look")
        },
    ]
}

extension ContractGround {
    /// Addresses to put on the interface and take off again.
    var addresses: [InterfaceAddress] {
        guard let interface else { return [] }
        let hosts = [IPAddress.v4(192, 0, 2, 9)] + (hasIPv6 ? [.v6(documentation: 0, 9)] : [])
        return hosts.map { InterfaceAddress(interface: interface, prefix: Prefix(host: $0)) }
    }
}
