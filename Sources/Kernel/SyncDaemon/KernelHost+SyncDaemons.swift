import Addresses
import CNetlink
import Glibc
import Model

extension KernelHost {
    /// Applies a step about a connection synchronisation daemon.
    func apply(_ step: SyncDaemonStep) -> Outcome.Result {
        do throws(HostFailure) {
            let table = try ipvs.table(asking: true)
            do throws(KernelRefusal) {
                switch step {
                case .start(let daemon, _): try table.start(daemon)
                case .stop(let daemon): try table.stop(daemon.state)
                case .restart(let daemon, let old, _): try table.restart(daemon, from: old)
                }
                return .done
            } catch {
                return step.result(of: error)
            }
        } catch {
            return .failed(error)
        }
    }
}

extension SyncDaemonStep {
    /// The outcome after a refusal by the kernel.
    ///
    /// Source: `net/netfilter/ipvs/ip_vs_sync.c`, `start_sync_thread`, `stop_sync_thread`.
    fileprivate func result(of refusal: KernelRefusal) -> Outcome.Result {
        switch (self, refusal.number) {
        case (.start, EEXIST), (.stop, ESRCH): .alreadySo
        case (.start, ENODEV), (.restart, ENODEV):
            .failed(
                refusal.failure(
                    of: operation,
                    because: "there is no interface \(daemon.settings.interface)"))
        case (.start, EINVAL), (.restart, EINVAL):
            .failed(
                refusal.failure(
                    of: operation,
                    because: "the kernel has no such group or length, or a service has servers of"
                        + " the other address family",
                    remedy: "compare cluster.connectionSync with ipvsadm -L --daemon"))
        case (.start, ENETUNREACH), (.restart, ENETUNREACH):
            .failed(
                refusal.failure(
                    of: operation,
                    because: "\(daemon.settings.interface) has no address of the group's family,"
                        + " or is down",
                    remedy: "ip address show dev \(daemon.settings.interface)"))
        case (.start, _), (.restart, _), (.stop, _): .failed(refusal.failure(of: operation))
        }
    }
}

extension IPVSTable {
    /// Returns the running daemons.
    func syncDaemons() throws(KernelRefusal) -> [SyncDaemon.State: SyncDaemon] {
        try socket.dump(into: [SyncDaemon.State: SyncDaemon]()) { sequence in
            begin(IPVS_CMD_GET_DAEMON, flags: Self.dumpFlags, sequence: sequence)
        } update: { daemons, message, datagram in
            guard message.type == family,
                let walk = message.part(IPVS_CMD_ATTR_DAEMON, in: datagram),
                let daemon = SyncDaemon(walk, in: datagram)
            else { return false }
            daemons[daemon.state] = daemon
            return true
        }
    }

    /// Starts a daemon.
    ///
    /// **Errors:** EEXIST for a running one, ENODEV without the interface.
    fileprivate func start(_ daemon: SyncDaemon) throws(KernelRefusal) {
        try command(IPVS_CMD_NEW_DAEMON) { daemon.put(into: $0) }
    }

    /// Stops a daemon.
    ///
    /// **Errors:** ESRCH when none is running.
    fileprivate func stop(_ state: SyncDaemon.State) throws(KernelRefusal) {
        try command(IPVS_CMD_DEL_DAEMON) { $0.put(IPVS_DAEMON_ATTR_STATE, state.number) }
    }

    /// Replaces a daemon; if the new one is rejected, the old one is started again.
    fileprivate func restart(_ daemon: SyncDaemon, from old: SyncDaemon) throws(KernelRefusal) {
        do throws(KernelRefusal) {
            try stop(daemon.state)
        } catch {
            // The daemon has ended by itself, or another program stopped it.
            guard error.number == ESRCH else { throw error }
        }
        do throws(KernelRefusal) {
            try start(daemon)
        } catch {
            let refusal = error
            // If this is rejected too, neither can run. The refusal of the new one is reported.
            try? start(old)
            throw refusal
        }
    }

    private func command(
        _ command: Int, _ body: (MessageBuilder) -> Void
    ) throws(KernelRefusal) {
        var batch = MessageBatch(byteLimit: 1_024)
        batch.clear(next: socket.sequenceNumbers(0))
        begin(command, sequence: socket.sequenceNumbers(1))
        socket.builder.nest(IPVS_CMD_ATTR_DAEMON) { body(socket.builder) }
        batch.append(socket.builder)
        let result = socket.transact(&batch)
        if let refusal = result.refusals[0] { throw refusal }
        if !result.unknown.isEmpty { throw KernelRefusal.lost }
    }
}

extension SyncDaemon.State {
    /// `IP_VS_STATE_MASTER` or `IP_VS_STATE_BACKUP`.
    fileprivate var number: UInt32 {
        UInt32(self == .master ? IP_VS_STATE_MASTER : IP_VS_STATE_BACKUP)
    }

    fileprivate init?(number: UInt32) {
        switch Int32(bitPattern: number) {
        case Int32(IP_VS_STATE_MASTER): self = .master
        case Int32(IP_VS_STATE_BACKUP): self = .backup
        default: return nil
        }
    }
}

extension SyncDaemon {
    /// Source: `linux/ip_vs.h`, `IPVS_DAEMON_ATTR_*`.
    fileprivate func put(into builder: MessageBuilder) {
        builder.put(IPVS_DAEMON_ATTR_STATE, state.number)
        builder.put(IPVS_DAEMON_ATTR_MCAST_IFN, settings.interface)
        builder.put(IPVS_DAEMON_ATTR_SYNC_ID, UInt32(settings.id))
        if let length = settings.maximumLength {
            builder.put(IPVS_DAEMON_ATTR_SYNC_MAXLEN, UInt16(clamping: length))
        }
        let isIPv4 = settings.group.family == .ipv4
        builder.put(
            isIPv4 ? IPVS_DAEMON_ATTR_MCAST_GROUP : IPVS_DAEMON_ATTR_MCAST_GROUP6, settings.group)
        builder.put(IPVS_DAEMON_ATTR_MCAST_PORT, settings.port)
        builder.put(IPVS_DAEMON_ATTR_MCAST_TTL, settings.timeToLive)
    }

    /// Parses a daemon; nil without state or interface.
    ///
    /// Kernels before 4.3 send no group: the default group is assumed.
    fileprivate init?(_ attributes: AttributeWalk, in datagram: RawSpan) {
        var state: State?
        var settings = Settings(
            interface: "", id: 0, group: .v4(IPv4Address(rawValue: 0xe000_0051)), port: 8_848,
            timeToLive: 1)
        var walk = attributes
        while let attribute = walk.next(in: datagram) {
            switch attribute.type {
            case IPVS_DAEMON_ATTR_STATE:
                state = datagram.integer(UInt32.self, of: attribute).flatMap(State.init(number:))
            case IPVS_DAEMON_ATTR_MCAST_IFN: settings.interface = datagram.text(attribute)
            case IPVS_DAEMON_ATTR_SYNC_ID:
                settings.id = Int(datagram.integer(UInt32.self, of: attribute) ?? 0)
            case IPVS_DAEMON_ATTR_SYNC_MAXLEN:
                settings.maximumLength = datagram.integer(UInt16.self, of: attribute).map(Int.init)
            case IPVS_DAEMON_ATTR_MCAST_GROUP:
                if let group = datagram.address(attribute, family: .ipv4) { settings.group = group }
            case IPVS_DAEMON_ATTR_MCAST_GROUP6:
                if let group = datagram.address(attribute, family: .ipv6) { settings.group = group }
            case IPVS_DAEMON_ATTR_MCAST_PORT:
                settings.port = datagram.integer(UInt16.self, of: attribute) ?? settings.port
            case IPVS_DAEMON_ATTR_MCAST_TTL:
                settings.timeToLive =
                    datagram.integer(UInt8.self, of: attribute) ?? settings.timeToLive
            default: break
            }
        }
        guard let state, !settings.interface.isEmpty else { return nil }
        self.init(state: state, settings: settings)
    }
}
