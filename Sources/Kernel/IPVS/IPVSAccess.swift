import CNetlink
import Glibc
import Model

/// Access to the IPVS table, which is opened on first use.
struct IPVSAccess {
    /// The size of the socket's receive buffer.
    let receiveBuffer: Int32
    private(set) var openTable: IPVSTable?
    private var hasAskedForModule = false

    init(receiveBuffer: Int32) {
        self.receiveBuffer = receiveBuffer
    }

    /// Returns the open table; `asking` loads a missing module.
    ///
    /// A module that cannot be loaded is requested once. After that, the table is found when
    /// another program loads the module. A module that was unloaded is requested again.
    ///
    /// **Errors:** ENOENT if this kernel has no IPVS, with `modprobe` as remedy.
    mutating func table(asking: Bool) throws(HostFailure) -> IPVSTable {
        if let openTable { return openTable }
        do throws(KernelRefusal) {
            let table = try openOrLoad(asking: asking)
            openTable = table
            hasAskedForModule = false
            return table
        } catch {
            guard error.number == ENOENT else { throw error.failure(of: Self.reading) }
            throw error.failure(
                of: Self.reading, because: "this kernel has no IPVS, module ip_vs",
                remedy: "as root: modprobe ip_vs")
        }
    }

    /// Reads the objects of the scope.
    mutating func read(
        _ scope: Scope, asking: Bool, into observed: inout Observed
    ) throws(HostFailure) {
        let table = try table(asking: asking)
        do throws(KernelRefusal) {
            try table.read(scope, into: &observed)
        } catch {
            openTable = nil
            guard error.number == ENOENT else { throw error.failure(of: Self.reading) }
            // After the module was loaded again its family has another number, so this reads again.
            let again = try self.table(asking: asking)
            do throws(KernelRefusal) {
                try again.read(scope, into: &observed)
            } catch {
                throw error.failure(of: Self.reading)
            }
        }
    }

    /// Looking up the family makes the kernel run `modprobe`, so not every observation does it.
    private mutating func openOrLoad(asking: Bool) throws(KernelRefusal) -> IPVSTable {
        let isLoaded = access("/proc/net/ip_vs", F_OK) == 0
        guard isLoaded || (asking && !hasAskedForModule) else { throw KernelRefusal(ENOENT) }
        hasAskedForModule = !isLoaded
        do throws(KernelRefusal) {
            return try IPVSTable(receiveBuffer: receiveBuffer)
        } catch {
            guard error.number == ENOENT, ModuleRequest(module: "ip_vs").load() else { throw error }
            return try IPVSTable(receiveBuffer: receiveBuffer)
        }
    }

    private static let reading = "read the IPVS table"
}

extension IPVSTable {
    fileprivate func read(_ scope: Scope, into observed: inout Observed) throws(KernelRefusal) {
        observed.unknown = UnknownObjects()
        observed.services =
            scope.covers(.ipvs)
            ? try services(&observed.unknown) : try services(scope.services)
        if scope.covers(.setting) { observed.timeouts = try timeouts() }
        if scope.covers(.syncDaemon) { observed.syncDaemons = try syncDaemons() }
    }
}
