import Admin
import Failover
import Model

extension APIForm {
    /// The shape of the form.
    package var shape: RecordShape {
        switch self {
        case .status: Status.shape
        case .services: ServicesBody.shape
        case .proxies: ProxiesAnswer.shape
        case .explain: Explained.shape
        case .plan: PlanAnswer.shape
        case .eventList: EventsAnswer.shape
        case .history: HistoryAnswer.shape
        case .served: ServedAnswer.shape
        case .peers: PeersAnswer.shape
        case .series: SeriesAnswer.shape
        case .report: TrafficReport.shape
        case .connections: ConnectionsAnswer.shape
        case .diagnostics: DocumentAnswer.shape
        case .edit: EditAnswer.shape
        case .replacement: ReplacementAnswer.shape
        case .rollback: RollbackAnswer.shape
        case .confirm: ConfirmAnswer.shape
        case .refusal: APIRefusal.shape
        case .reason: ChangeRequest.reasonShape
        case .weight: ChangeRequest.weightShape
        case .serverEdits: ChangeRequest.editsShape
        case .handover: ChangeRequest.handoverShape
        case .standby: ChangeRequest.standbyShape
        case .checks: CheckAnswer.shape
        case .election: ElectionAnswer.shape
        case .failover: FailoverAnswer.shape
        case .sync: SyncReport.shape
        }
    }
}
