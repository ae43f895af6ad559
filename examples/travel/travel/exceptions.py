"""비즈니스 오류. main.py 의 핸들러가 {"code", "message"} 응답으로 바꾼다."""


class TravelError(Exception):
    status_code = 400
    code = "BAD_REQUEST"
    message = "잘못된 요청입니다."

    def __init__(self, message: str | None = None):
        super().__init__(message or self.message)
        self.message = message or self.message


class UnauthorizedError(TravelError):
    status_code = 401
    code = "UNAUTHORIZED"
    message = "로그인이 필요합니다."


class InvalidOauthTokenError(UnauthorizedError):
    code = "INVALID_OAUTH_TOKEN"
    message = "소셜 로그인 토큰이 올바르지 않습니다."


class InvalidRefreshTokenError(UnauthorizedError):
    code = "INVALID_REFRESH_TOKEN"
    message = "다시 로그인해 주세요."


class PermissionDeniedError(TravelError):
    status_code = 403
    code = "PERMISSION_DENIED"
    message = "권한이 없습니다."


class NotFoundError(TravelError):
    status_code = 404
    code = "NOT_FOUND"
    message = "찾을 수 없습니다."


class MemberNotFoundError(NotFoundError):
    code = "MEMBER_NOT_FOUND"
    message = "가입하지 않은 회원입니다."


class RegionNotFoundError(NotFoundError):
    code = "REGION_NOT_FOUND"
    message = "없는 지역입니다."


class SpotNotFoundError(NotFoundError):
    code = "SPOT_NOT_FOUND"
    message = "없는 여행지입니다."


class PlanNotFoundError(NotFoundError):
    code = "PLAN_NOT_FOUND"
    message = "없는 여행 계획입니다."


class DuplicateMemberError(TravelError):
    status_code = 409
    code = "DUPLICATE_MEMBER"
    message = "이미 가입한 회원입니다."


class DuplicateNicknameError(TravelError):
    status_code = 409
    code = "DUPLICATE_NICKNAME"
    message = "이미 사용 중인 닉네임입니다."


class SpotInUseError(TravelError):
    status_code = 409
    code = "SPOT_IN_USE"
    message = "여행 계획에서 사용 중인 여행지입니다."


class InvalidPlanDayError(TravelError):
    code = "INVALID_PLAN_DAY"
    message = "여행 기간을 벗어난 일차입니다."


class InvalidPlanOrderError(TravelError):
    code = "INVALID_PLAN_ORDER"
    message = "여행 계획에 없는 여행지가 있습니다."
