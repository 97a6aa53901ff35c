import Addresses
import Model
import VRRP

/// The messages of a group to the other nodes.
extension GroupRunner {
    /// Sends the advertisements of all virtual routers.
    func advertise(_ priority: UInt8, _ links: [LinkID]) {
        for router in settings.routers {
            let family = router.family
            for port in links.compactMap(network.port) {
                let room = Advertisement.capacity(
                    mtu: port.mtu, family: family, version: settings.version,
                    isSigned: settings.authentication?.signs ?? false)
                let message = Advertisement(
                    version: settings.version, routerID: router.routerID, priority: priority,
                    interval: settings.interval,
                    addresses: router.addresses.prefix(room).map(\.prefix.address),
                    password: settings.password.map { Array($0.utf8) })
                port.send(family, from: settings.hasVirtualMAC ? router.virtualLink : nil) {
                    source, destination in
                    // The settings were checked: such a message exists.
                    let datagram = try? message.datagram(
                        from: source, to: destination, checksum: settings.checksum)
                    return datagram.map { network.signed($0, for: settings) }
                }
            }
        }
    }

    /// Sends a report over each link.
    func send(_ report: Report, _ links: [LinkID]) {
        for port in links.compactMap(network.port) {
            if port.serial != nil {
                let message = report.datagram(
                    from: .v4(IPv4Address(rawValue: 0)), to: Datagram.group(of: .ipv4))
                port.sendSerial(network.signed(message, for: settings).payload)
            } else {
                for family in Set(settings.routers.map(\.family)).sorted() {
                    port.send(family) {
                        network.signed(report.datagram(from: $0, to: $1), for: settings)
                    }
                }
            }
        }
    }
}
