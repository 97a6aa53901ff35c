import Model

/// The metrics of the controller: its document, its loop and its process.
struct ControllerMetrics: Sendable {
    private var build = MetricFamily("ballast_build", .info, "Version of the program.")
    private var healthy = MetricFamily(
        "ballast_healthy", .gauge, "1 if the host is as the document wants it.")
    private var problems = MetricFamily(
        "ballast_problems", .gauge, "Reasons for not being healthy.")
    private var accepted = MetricFamily(
        "ballast_document_accepted_timestamp_seconds", .gauge, unit: "seconds",
        "Time at which the document in force was accepted.")
    private var rejected = MetricFamily(
        "ballast_document_rejected", .gauge,
        "1 if the file is not the document in force, because it has mistakes.")
    private var warnings = MetricFamily(
        "ballast_document_warnings", .gauge, "Warnings about the document in force.")
    private var pending = MetricFamily(
        "ballast_document_pending", .gauge, "1 if an edit waits for its change window.")
    private var unconfirmed = MetricFamily(
        "ballast_document_unconfirmed", .gauge,
        "1 if the document in force is undone unless it is confirmed.")
    private var passes = MetricFamily(
        "ballast_passes", .counter, "Passes of the loop: looks at the host.")
    private var duration = MetricFamily(
        "ballast_pass_duration_seconds", .counter, unit: "seconds",
        "Time that all passes have taken.")
    private var last = MetricFamily(
        "ballast_last_pass_timestamp_seconds", .gauge, unit: "seconds",
        "Time of the last pass.")
    private var steps = MetricFamily(
        "ballast_steps", .counter, "Steps of the loop that changed the host, or failed to.")
    private var failed = MetricFamily(
        "ballast_failed_steps", .gauge, "Failed steps that wait for the next attempt.")
    private var draining = MetricFamily(
        "ballast_draining_servers", .gauge, "Servers that leave after their last connection.")
    private var foreign = MetricFamily(
        "ballast_foreign_objects", .gauge,
        "Services and addresses on the host that are not Ballast's.")
    private var events = MetricFamily("ballast_events", .counter, "Events by kind.")
    private var omitted = MetricFamily(
        "ballast_servers_omitted", .gauge,
        "Servers without metrics of their own, because there are too many.")
    private var lost = MetricFamily(
        "ballast_access_log_lost_lines", .counter, "Lines of the access log that were lost.")
    private var started = MetricFamily(
        "ballast_start_time_seconds", .gauge, unit: "seconds",
        "Start of the process.")
    private var processor = MetricFamily(
        "ballast_process_cpu_seconds", .counter, unit: "seconds",
        "Processor time of the process, in user and system mode.")
    private var resident = MetricFamily(
        "ballast_process_resident_memory_bytes", .gauge, unit: "bytes",
        "Resident memory of the process.")
    private var descriptors = MetricFamily(
        "ballast_process_open_fds", .gauge, "Open file descriptors of the process.")

    /// The metrics of a status.
    ///
    /// - Parameters:
    ///   - omitted: the number of servers without metrics.
    ///   - usage: nil: unknown.
    init(_ status: Status, totals: LoopTotals, omitted: Int, usage: ProcessUsage?) {
        build.add(MetricLabels(["version": status.controller.version]), 1)
        healthy.add(.none, status.health.healthy)
        problems.add(.none, status.health.reasons.count)
        add(status.document)
        passes.add(.none, totals.passes)
        duration.add(.none, microseconds: totals.duration)
        if let pass = status.lastPass { last.add(.none, milliseconds: pass.time) }
        steps.add(MetricLabels(["outcome": "applied"]), totals.applied)
        steps.add(MetricLabels(["outcome": "failed"]), totals.failed)
        failed.add(.none, status.failures.count)
        draining.add(.none, status.draining.count)
        foreign.add(.none, status.foreign.count)
        for kind in Event.Kind.allCases {
            events.add(MetricLabels(["kind": kind.rawValue]), totals.events[kind] ?? 0)
        }
        self.omitted.add(.none, omitted)
        if let log = status.accessLog { lost.add(.none, log.lost) }
        started.add(.none, milliseconds: status.controller.started)
        guard let usage else { return }
        processor.add(.none, microseconds: usage.processor)
        resident.add(.none, usage.resident)
        descriptors.add(.none, usage.descriptors)
    }

    private mutating func add(_ document: DocumentStatus) {
        if let time = document.accepted { accepted.add(.none, milliseconds: time) }
        rejected.add(.none, !document.rejected.isEmpty)
        warnings.add(.none, document.warnings.count)
        pending.add(.none, document.pending != nil)
        unconfirmed.add(.none, document.deadline != nil)
    }

    /// Appends the metrics to a page.
    func write(to page: inout String, in form: MetricForm) {
        let families = [
            build, healthy, problems, accepted, rejected, warnings, pending, unconfirmed, passes,
            duration, last, steps, failed, draining, foreign, events, omitted, lost, started,
            processor, resident, descriptors,
        ]
        for family in families { family.write(to: &page, in: form) }
    }
}
