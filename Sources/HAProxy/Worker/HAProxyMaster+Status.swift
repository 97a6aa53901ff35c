extension HAProxyMaster {
    /// Returns the processes, and the reason that the last configuration is not in force.
    func status() -> WorkerStatus {
        WorkerStatus(
            // Without a master there are no processes.
            processes: process.identity == nil ? nil : try? control.processes(),
            complaint: machine.complaint)
    }
}
