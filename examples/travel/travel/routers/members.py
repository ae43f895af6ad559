from fastapi import APIRouter, BackgroundTasks, HTTPException, UploadFile

from travel.dependencies import CurrentMember, ReadSessionDep, SessionDep
from travel.models import Member, OauthProvider
from travel.repositories.members import is_exist_member_by_email
from travel.schemas.member import (
    ExistsResponse,
    LoginRequest,
    MemberResponse,
    MemberStats,
    NicknameRequest,
    RefreshRequest,
    SignUpRequest,
    TokenResponse,
)
from travel.services import members as member_service
from travel.tasks import send_mail

router = APIRouter(prefix="/members", tags=["members"])

IMAGE_TYPES = {"image/png", "image/jpeg", "image/webp"}
MAX_IMAGE_SIZE = 1024 * 1024


def to_token_response(member: Member) -> TokenResponse:
    return TokenResponse(member_id=member.id, access_token=member.access_token, refresh_token=member.refresh_token)


@router.post("/sign-up", response_model=TokenResponse, status_code=201)
async def sign_up(request: SignUpRequest, background_tasks: BackgroundTasks, session: SessionDep):
    member = await member_service.sign_up(request, session)
    background_tasks.add_task(send_mail, member.id, f"{member.nickname}님, 가입을 환영합니다")
    return to_token_response(member)


@router.post("/login", response_model=TokenResponse)
async def login(request: LoginRequest, session: SessionDep):
    return to_token_response(await member_service.login(request, session))


@router.post("/token/refresh", response_model=TokenResponse)
async def refresh_token(request: RefreshRequest, session: SessionDep):
    return to_token_response(await member_service.refresh_tokens(request.refresh_token, session))


@router.get("/exists", response_model=ExistsResponse)
async def exists(email: str, oauth: OauthProvider, session: ReadSessionDep):
    return {"exists": await is_exist_member_by_email(email.lower(), oauth, session)}


@router.get("/me", response_model=MemberResponse)
async def get_me(member: CurrentMember):
    return member


@router.get("/me/stats", response_model=MemberStats)
async def get_my_stats(member: CurrentMember, session: SessionDep):
    return await member_service.get_stats(member, session)


@router.patch("/me/nickname", response_model=MemberResponse)
async def change_nickname(
    request: NicknameRequest,
    member: CurrentMember,
    session: SessionDep,
):
    return await member_service.change_nickname(member, request.nickname, session)


@router.post("/me/profile-image", response_model=MemberResponse)
async def change_profile_image(
    file: UploadFile,
    member: CurrentMember,
    session: SessionDep,
):
    if file.content_type not in IMAGE_TYPES:
        raise HTTPException(status_code=400, detail="이미지 파일만 올릴 수 있습니다.")
    content = await file.read()
    if len(content) > MAX_IMAGE_SIZE:
        raise HTTPException(status_code=413, detail="1MB 까지 올릴 수 있습니다.")
    return await member_service.change_profile_image(member, file.filename or "image.png", content, session)


@router.post("/logout", status_code=204)
async def logout(member: CurrentMember, session: SessionDep):
    await member_service.logout(member, session)


@router.delete("/me", status_code=204)
async def withdraw(member: CurrentMember, session: SessionDep):
    await member_service.withdraw(member, session)
